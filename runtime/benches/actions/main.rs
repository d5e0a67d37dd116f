//! A goal's round trip in-process: send, three feedbacks, result; beside the same built by hand on tokio's channels, without
//! and with what an action promises.
//!
//! Who sends the goals is a callback of a node, beside a task by hand; or `main`, outside of all groups, on both sides: its
//! thread sleeps whenever it waits, and has to be woken.
//!
//! ```text
//! cargo bench -p rosweave --bench actions
//! ```
//!
//! They run by turns, so that a machine that is busy is busy for all. A text behind it (`-- callback`) leaves out the
//! rows without it, and `-- ours`, `-- hand` or `-- promised` runs one side alone, to be counted by a profiler.

#![allow(clippy::print_stdout, missing_docs, reason = "it prints what it measures")]

mod by_hand;
mod promised;

use std::pin::Pin;
use std::sync::{Mutex, mpsc as blocking};
use std::time::{Duration, Instant};

use rosweave::prelude::*;
use tokio::runtime::Runtime;

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

/// Goals, one after the other, and how long they take.
type Rounds = Pin<Box<dyn Future<Output = Duration> + Send>>;

/// A turn takes a few milliseconds at the most: most of them fall between two moments in which a machine that has too much to do
/// takes a thread its core away.
const ROUNDS: u64 = 200;
const TURNS: usize = 101;

/// Which sides are measured.
struct Sides(Option<String>);

impl Sides {
    const NAMES: [&str; 3] = ["ours", "hand", "promised"];

    /// Microseconds a goal, if the side is measured.
    fn time(&self, side: &str, run: impl FnOnce() -> rosweave::Result<Duration>) -> rosweave::Result<f64> {
        if self.0.as_ref().is_some_and(|alone| alone != side) {
            return Ok(f64::NAN);
        }
        Ok(run()?.as_secs_f64() * 1e6 / ROUNDS as f64)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Rounds of all sides, in turns.
fn row(
    who: &str,
    sides: &Sides,
    mut ours: impl FnMut() -> rosweave::Result<Duration>,
    mut by_hand: impl FnMut() -> Duration,
    mut promised: impl FnMut() -> Duration,
) -> rosweave::Result {
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let ours = sides.time("ours", &mut ours)?;
        let by_hand = sides.time("hand", || Ok(by_hand()))?;
        turns.push([ours, by_hand, sides.time("promised", || Ok(promised()))?]);
    }
    let of = |value: fn(&[f64; 3]) -> f64| median(turns.iter().map(value).collect());
    let (ours, by_hand, promised) = (of(|turn| turn[0]), of(|turn| turn[1]), of(|turn| turn[2]));
    let (times, times_promised) = (of(|turn| turn[0] / turn[1]), of(|turn| turn[0] / turn[2]));
    println!(
        "a goal of {who}: {ours:.1} us, by hand {by_hand:.1} us (ratio {times:.2}), with its promises {promised:.1} us \
         (ratio {times_promised:.2})"
    );
    Ok(())
}

fn main() -> rosweave::Result {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let sides = Sides(args.iter().find(|arg| Sides::NAMES.contains(&arg.as_str())).cloned());
    let wanted = args.iter().find(|arg| !Sides::NAMES.contains(&arg.as_str()));
    let wants = |who: &str| wanted.is_none_or(|wanted| who.contains(wanted));
    let runtime = Runtime::new()?;
    let server = runtime.block_on(NodeOptions::new().start::<Server>())?;
    let client = runtime.block_on(NodeOptions::new().start::<Client>())?;
    let (tell, told) = blocking::channel();
    *client.node().told.lock().unwrap() = Some(tell);
    let (goals, promised) = runtime.block_on(async { (by_hand::serve(), promised::serve()) });
    if wants("a callback") {
        let ours = || {
            client.node().begin.publish(ROUNDS)?;
            Ok(told.recv()?)
        };
        let in_task = |rounds: Rounds| runtime.block_on(runtime.spawn(rounds)).expect("ends");
        let by_hand = || {
            let goals = goals.clone();
            in_task(Box::pin(async move { by_hand::rounds(&goals, ROUNDS).await }))
        };
        let promised = || {
            let client = promised.clone();
            in_task(Box::pin(async move { client.rounds(ROUNDS).await }))
        };
        row("a callback", &sides, ours, by_hand, promised)?;
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
        let by_hand = || runtime.block_on(by_hand::rounds(&goals, ROUNDS));
        row("main", &sides, ours, by_hand, || runtime.block_on(promised.rounds(ROUNDS)))?;
    }
    runtime.block_on(client.stop())?;
    runtime.block_on(server.stop())?;
    Ok(())
}
