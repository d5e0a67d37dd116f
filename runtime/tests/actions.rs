//! Actions in virtual time: what a client and a server of this crate make of goals, cancels and ends.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rosweave::prelude::*;
use rosweave::testing::World;

mod log;

mod actions {
    mod at_once;
    mod crowd;
    mod doubles;
    mod ends;
    mod layouts;
    mod odd;
}

/// Counts up, a step a second.
#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct CountTo;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[derive(Group, Default)]
struct Work;

#[node]
#[derive(Default)]
struct Counter {
    running: AtomicUsize,
}

#[node]
impl Counter {
    #[action("count", type = CountTo)]
    #[group(Work)]
    async fn count(&self, goal: Goal<CountTo>, cx: &AsyncCx<Work>) -> Result<GoalEnd<u32>, PublishError> {
        self.running.fetch_add(1, Ordering::SeqCst);
        for step in 1..=*goal {
            cx.sleep(Duration::from_secs(1)).await;
            if goal.cancel_requested() {
                return Ok(GoalEnd::Canceled(step));
            }
            goal.feedback(step)?;
        }
        Ok(GoalEnd::Succeeded(*goal))
    }

    #[accept("count")]
    fn small(goal: &u32) -> bool {
        *goal < 1_000
    }
}

/// Sends one goal, and writes down what comes of it.
#[node]
struct Asker {
    #[action_client("count", timeout = "5s")]
    count: ActionClient<CountTo, Io>,
    seen: Mutex<Vec<String>>,
}

impl Asker {
    fn saw(&self, what: impl std::fmt::Display) {
        self.seen.lock().unwrap().push(what.to_string());
    }
}

#[node]
impl Asker {
    #[subscribe("ask")]
    #[group(Io)]
    async fn ask(&self, goal: u32, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        let goal = match self.count.send(cx, goal).await {
            Ok(goal) => goal,
            Err(error) => {
                self.saw(&error);
                return Err(error);
            }
        };
        while let Some(step) = goal.next_feedback(cx).await? {
            self.saw(step);
        }
        let end = goal.result(cx).await?;
        self.saw(format!("{} with {}", end.outcome, end.result));
        Ok(())
    }

    #[subscribe("ask_and_cancel")]
    #[group(Io)]
    async fn ask_and_cancel(&self, goal: u32, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        let goal = self.count.send(cx, goal).await?;
        let first = goal.next_feedback(cx).await?;
        self.saw(format!("{first:?}"));
        goal.cancel(cx).await?;
        self.saw(goal.cancel(cx).await.unwrap_err());
        let end = goal.result(cx).await?;
        self.saw(format!("{} with {}", end.outcome, end.result));
        self.saw(goal.cancel(cx).await.unwrap_err());
        // Asked for twice.
        self.saw(goal.result(cx).await?.outcome);
        Ok(())
    }
}

fn seen(asker: &NodeHandle<Asker>) -> Vec<String> {
    let mut seen = std::mem::take(&mut *asker.node().seen.lock().unwrap());
    for line in &mut seen {
        // Ids differ from run to run.
        if let Some((before, rest)) = line.clone().split_once("goal ")
            && rest.len() > 32
        {
            *line = format!("{before}goal ID{}", &rest[32..]);
        }
    }
    seen
}

#[test]
fn a_goal_gives_feedback_and_ends_with_its_result() -> rosweave::Result {
    let world = World::new(1);
    let (_counter, asker) = (world.start::<Counter>()?, world.start::<Asker>()?);
    world.publish("ask", 3_u32)?;
    world.advance(Duration::from_secs(5))?;
    assert_eq!(seen(&asker), ["1", "2", "3", "succeeded with 3"]);
    Ok(())
}

#[test]
fn a_goal_that_the_acceptor_refuses_is_an_error() -> rosweave::Result {
    let world = World::new(1);
    let (counter, asker) = (world.start::<Counter>()?, world.start::<Asker>()?);
    world.publish("ask", 1_000_u32)?;
    world.advance(Duration::from_secs(5))?;
    assert_eq!(seen(&asker), ["`/count` does not take the goal"]);
    assert_eq!(counter.node().running.load(Ordering::SeqCst), 0);
    Ok(())
}

#[test]
fn a_goal_that_nobody_serves_is_an_error_at_once() -> rosweave::Result {
    let world = World::new(1);
    let asker = world.start::<Asker>()?;
    world.publish("ask", 1_u32)?;
    world.settle();
    assert_eq!(seen(&asker), ["nobody serves `/count/_action/send_goal`"]);
    Ok(())
}

#[test]
fn a_goal_is_cancelled_in_the_middle_and_only_once() -> rosweave::Result {
    let world = World::new(1);
    let (_counter, asker) = (world.start::<Counter>()?, world.start::<Asker>()?);
    world.publish("ask_and_cancel", 9_u32)?;
    world.advance(Duration::from_secs(20))?;
    let twice = "goal ID of `/count` has ended, or is being cancelled already";
    assert_eq!(seen(&asker), ["Some(1)", twice, "canceled with 2", twice, "canceled"]);
    Ok(())
}

#[test]
fn goals_of_an_exclusive_group_run_one_after_the_other() -> rosweave::Result {
    let world = World::new(1);
    let (counter, asker) = (world.start::<Counter>()?, world.start::<Asker>()?);
    world.publish("ask", 2_u32)?;
    world.publish("ask", 2_u32)?;
    world.advance(Duration::from_millis(1_500))?;
    assert_eq!(counter.node().running.load(Ordering::SeqCst), 1);
    world.advance(Duration::from_secs(4))?;
    assert_eq!(seen(&asker), ["1", "2", "succeeded with 2", "1", "2", "succeeded with 2"]);
    Ok(())
}
