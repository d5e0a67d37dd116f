//! A goal's round trip in-process: send, three feedbacks, result; beside the same built by hand on tokio's channels.
//!
//! ```text
//! cargo bench -p rosweave --bench actions
//! ```
//!
//! Both run by turns, so that a machine that is busy is busy for both.

#![allow(clippy::print_stdout, missing_docs, reason = "it prints what it measures")]

use std::time::{Duration, Instant};

use rosweave::prelude::*;
use tokio::sync::{mpsc, oneshot};

#[derive(Action)]
#[ros(goal = u64, result = u64, feedback = u64)]
struct Work;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Server;

#[node]
impl Server {
    #[action("work", type = Work, keep_result = "200ms")]
    async fn work(&self, goal: Goal<Work>) -> Result<u64, PublishError> {
        for step in 0..3 {
            goal.feedback(step)?;
        }
        Ok(*goal)
    }
}

#[node]
struct Client {
    #[action_client("work")]
    work: ActionClient<Work, Io>,
}

#[node]
impl Client {}

/// A goal by hand: what is asked, and the ways back.
struct ByHand {
    goal: u64,
    accepted: oneshot::Sender<bool>,
    feedback: mpsc::Sender<u64>,
    result: oneshot::Sender<u64>,
}

/// A server by hand: one task takes goals, another one executes them.
fn by_hand() -> mpsc::Sender<ByHand> {
    let (goals, mut taken) = mpsc::channel::<ByHand>(16);
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

async fn round_by_hand(goals: &mpsc::Sender<ByHand>, goal: u64) -> u64 {
    let ((accepted, is_accepted), (result, ended)) = (oneshot::channel(), oneshot::channel());
    let (feedback, mut steps) = mpsc::channel(16);
    assert!(goals.send(ByHand { goal, accepted, feedback, result }).await.is_ok());
    assert!(is_accepted.await.unwrap());
    let mut heard = 0;
    while steps.recv().await.is_some() {
        heard += 1;
    }
    assert_eq!(heard, 3);
    ended.await.unwrap()
}

const ROUNDS: u64 = 2_000;
const TURNS: usize = 15;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[tokio::main]
async fn main() -> rosweave::Result {
    let server = NodeOptions::new().start::<Server>().await?;
    let client = NodeOptions::new().start::<Client>().await?;
    let (work, cx) = (&client.node().work, client.async_cx());
    let goals = by_hand();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let begun = Instant::now();
        for number in 0..ROUNDS {
            let goal = work.send(&cx, number).await?;
            let mut heard = 0;
            while goal.next_feedback(&cx).await?.is_some() {
                heard += 1;
            }
            assert_eq!((heard, *goal.result(&cx).await?.result), (3, number));
        }
        ours.push(begun.elapsed());
        let begun = Instant::now();
        for number in 0..ROUNDS {
            assert_eq!(round_by_hand(&goals, number).await, number);
        }
        theirs.push(begun.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let each = |time: Duration| time.as_secs_f64() * 1e6 / ROUNDS as f64;
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("a goal: {:.1} us, by hand {:.1} us, ratio {ratio:.2}", each(ours), each(theirs));
    client.stop().await?;
    server.stop().await?;
    Ok(())
}
