//! A goal's round trip in-process: send, three feedbacks, result; beside the same built by hand on tokio's channels.
//!
//! Who sends the goals is a callback of a node, beside a task by hand; or `main`, outside of all groups, on both sides: its
//! thread sleeps whenever it waits, and has to be woken.
//!
//! ```text
//! cargo bench -p rosweave --bench actions
//! ```
//!
//! Both run by turns, so that a machine that is busy is busy for both. A text behind it (`-- callback`) leaves out the
//! rows without it, and `-- ours` or `-- theirs` runs one side alone, to be counted by a profiler.

#![allow(clippy::print_stdout, missing_docs, reason = "it prints what it measures")]

use std::sync::{Mutex, mpsc as blocking};
use std::time::{Duration, Instant};

use rosweave::prelude::*;
use tokio::runtime::Runtime;
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
    /// How many goals the callback is to send, one after the other.
    #[publisher("begin")]
    begin: Publisher<u64>,
    told: Mutex<Option<blocking::Sender<Duration>>>,
}

/// One goal, from its request to its result.
macro_rules! goal {
    ($work:expr, $cx:expr, $number:expr) => {{
        let goal = $work.send($cx, $number).await?;
        let mut heard = 0;
        while goal.next_feedback($cx).await?.is_some() {
            heard += 1;
        }
        assert_eq!((heard, *goal.result($cx).await?.result), (3, $number));
    }};
}

#[node]
impl Client {
    #[subscribe("begin")]
    async fn send_goals(&self, count: u64, cx: &AsyncCx) -> Result<(), ActionError> {
        let begun = Instant::now();
        for number in 0..count {
            goal!(self.work, cx, number);
        }
        if let Some(told) = &*self.told.lock().unwrap() {
            let _ = told.send(begun.elapsed());
        }
        Ok(())
    }
}

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

async fn rounds_by_hand(goals: &mpsc::Sender<ByHand>, count: u64) -> Duration {
    let begun = Instant::now();
    for goal in 0..count {
        let ((accepted, is_accepted), (result, ended)) = (oneshot::channel(), oneshot::channel());
        let (feedback, mut steps) = mpsc::channel(16);
        assert!(goals.send(ByHand { goal, accepted, feedback, result }).await.is_ok());
        assert!(is_accepted.await.unwrap());
        let mut heard = 0;
        while steps.recv().await.is_some() {
            heard += 1;
        }
        assert_eq!((heard, ended.await.unwrap()), (3, goal));
    }
    begun.elapsed()
}

/// A turn takes a few milliseconds at the most: most of them fall between two moments in which a machine that has too much to do
/// takes a thread its core away.
const ROUNDS: u64 = 200;
const TURNS: usize = 101;

/// Which side is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sides {
    Both,
    Ours,
    Theirs,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Rounds of both sides, in turns.
fn row(
    who: &str,
    sides: Sides,
    mut ours: impl FnMut() -> rosweave::Result<Duration>,
    mut theirs: impl FnMut() -> Duration,
) -> rosweave::Result {
    let each = |time: Duration| time.as_secs_f64() * 1e6 / ROUNDS as f64;
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let ours = if sides == Sides::Theirs { f64::NAN } else { each(ours()?) };
        let theirs = if sides == Sides::Ours { f64::NAN } else { each(theirs()) };
        turns.push((ours, theirs));
    }
    let of = |value: fn(&(f64, f64)) -> f64| median(turns.iter().map(value).collect());
    let (ours, theirs, ratio) = (of(|turn| turn.0), of(|turn| turn.1), of(|turn| turn.0 / turn.1));
    println!("a goal of {who}: {ours:.1} us, by hand {theirs:.1} us, ratio {ratio:.2}");
    Ok(())
}

fn main() -> rosweave::Result {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let sides = match &args {
        args if args.iter().any(|arg| arg == "ours") => Sides::Ours,
        args if args.iter().any(|arg| arg == "theirs") => Sides::Theirs,
        _ => Sides::Both,
    };
    let wanted = args.iter().find(|arg| !["ours", "theirs"].contains(&arg.as_str()));
    let wants = |who: &str| wanted.is_none_or(|wanted| who.contains(wanted));
    let runtime = Runtime::new()?;
    let server = runtime.block_on(NodeOptions::new().start::<Server>())?;
    let client = runtime.block_on(NodeOptions::new().start::<Client>())?;
    let (tell, told) = blocking::channel();
    *client.node().told.lock().unwrap() = Some(tell);
    let goals = runtime.block_on(async { by_hand() });
    if wants("a callback") {
        let ours = || {
            client.node().begin.publish(ROUNDS)?;
            Ok(told.recv()?)
        };
        let theirs = || {
            let goals = goals.clone();
            let task = runtime.spawn(async move { rounds_by_hand(&goals, ROUNDS).await });
            runtime.block_on(task).expect("ends")
        };
        row("a callback", sides, ours, theirs)?;
    }
    if wants("main") {
        let (work, cx) = (&client.node().work, client.async_cx());
        let ours = || {
            runtime.block_on(async {
                let begun = Instant::now();
                for number in 0..ROUNDS {
                    goal!(work, &cx, number);
                }
                Ok(begun.elapsed())
            })
        };
        row("main", sides, ours, || runtime.block_on(rounds_by_hand(&goals, ROUNDS)))?;
    }
    runtime.block_on(client.stop())?;
    runtime.block_on(server.stop())?;
    Ok(())
}
