//! The floor: goals by hand on tokio's channels, each of which has channels of its own.

use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

/// A goal: what is asked, and the ways back.
pub(crate) struct Goal {
    goal: u64,
    accepted: oneshot::Sender<bool>,
    feedback: mpsc::Sender<u64>,
    result: oneshot::Sender<u64>,
}

/// A server: one task takes goals, another one executes them.
pub(crate) fn serve() -> mpsc::Sender<Goal> {
    let (goals, mut taken) = mpsc::channel::<Goal>(16);
    let (accepted, mut queued) = mpsc::channel::<(u64, mpsc::Sender<u64>, oneshot::Sender<u64>)>(16);
    tokio::spawn(async move {
        while let Some(goal) = taken.recv().await {
            let _ = goal.accepted.send(true);
            let _ = accepted.send((goal.goal, goal.feedback, goal.result)).await;
        }
    });
    tokio::spawn(async move {
        while let Some((goal, feedback, result)) = queued.recv().await {
            for step in 0..3 {
                let _ = feedback.send(step).await;
            }
            let _ = result.send(goal);
        }
    });
    goals
}

pub(crate) async fn rounds(goals: &mpsc::Sender<Goal>, count: u64) -> Duration {
    let begun = Instant::now();
    for goal in 0..count {
        let ((accepted, is_accepted), (result, ended)) = (oneshot::channel(), oneshot::channel());
        let (feedback, mut steps) = mpsc::channel(16);
        assert!(goals.send(Goal { goal, accepted, feedback, result }).await.is_ok());
        assert!(is_accepted.await.unwrap());
        let mut heard = 0;
        while steps.recv().await.is_some() {
            heard += 1;
        }
        assert_eq!((heard, ended.await.unwrap()), (3, goal));
    }
    begun.elapsed()
}
