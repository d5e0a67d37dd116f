//! Layouts of public bug reports that run here: the keeper answers what ROS 2 leaves to a busy group.

use std::sync::atomic::{AtomicU32, Ordering};

use rosweave::prelude::*;
use rosweave::testing::World;

use crate::{CountTo, Io};

/// ros2/examples #271, moveit2 #2115: an execution blocks its group, so that the cancel that it waits for never
/// arrives.
#[node]
struct Blocking {
    stopped: AtomicU32,
}

#[node]
impl Blocking {
    #[action("block", type = CountTo)]
    fn block(&self, goal: Goal<CountTo>, cx: &Cx) -> Result<GoalEnd<u32>, Stopped> {
        while !goal.cancel_requested() {
            cx.sleep(Duration::from_millis(100))?;
        }
        self.stopped.fetch_add(1, Ordering::SeqCst);
        Ok(GoalEnd::Canceled(*goal))
    }
}

#[node]
struct Canceller {
    #[action_client("block")]
    block: ActionClient<CountTo, Io>,
}

#[node]
impl Canceller {
    #[timer("1s", once)]
    #[group(Io)]
    async fn run(&self, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        let goal = self.block.send(cx, 1).await?;
        cx.sleep(Duration::from_secs(1)).await;
        goal.cancel(cx).await?;
        assert_eq!(goal.result(cx).await?.outcome, GoalOutcome::Canceled);
        Ok(())
    }
}

#[test]
fn cancelling_arrives_while_the_execution_blocks_its_group() -> rosweave::Result {
    let world = World::new(3);
    let (blocking, canceller) = (world.start::<Blocking>()?, world.start::<Canceller>()?);
    world.advance(Duration::from_secs(5))?;
    assert_eq!(blocking.node().stopped.load(Ordering::SeqCst), 1);
    assert_eq!(canceller.stats().callback("run").map(|run| (run.failed, run.panicked)), Some((0, 0)));
    Ok(())
}

/// rclcpp #2796: the next goal is sent where the first one's result is known, in the group that delivered it.
#[node]
struct Chained {
    #[action_client("count")]
    count: ActionClient<CountTo>,
    done: AtomicU32,
}

#[node]
impl Chained {
    #[timer("1s", once)]
    async fn both(&self, cx: &AsyncCx) -> Result<(), ActionError> {
        for goal in [1, 2] {
            let end = self.count.send(cx, goal).await?.result(cx).await?;
            self.done.fetch_add(*end.result, Ordering::SeqCst);
        }
        Ok(())
    }
}

#[test]
fn the_next_goal_is_sent_where_the_first_one_ends() -> rosweave::Result {
    let world = World::new(3);
    let (_counter, chained) = (world.start::<crate::Counter>()?, world.start::<Chained>()?);
    world.advance(Duration::from_secs(10))?;
    assert_eq!(chained.node().done.load(Ordering::SeqCst), 3);
    Ok(())
}

/// Executes its own action's goals in the group of who waits for one: what the compiler sees is refused, and what it
/// does not see is refused before it waits.
#[node]
struct Gripper {
    #[action_client("grip")]
    grip: ActionClient<CountTo, Io>,
    refused: AtomicU32,
    door: std::sync::OnceLock<ActionClient<CountTo, Io>>,
}

#[node]
impl Gripper {
    #[action("grip", type = CountTo)]
    async fn close(&self, goal: Goal<CountTo>) -> u32 {
        *goal
    }

    #[subscribe("pick")]
    async fn pick(&self, force: u32, cx: &AsyncCx) -> Result<(), ActionError> {
        let Some(grip) = self.door.get() else { return Ok(()) };
        let sent = grip.clone();
        let goal = sent.send(cx, force).await?;
        match wait(goal, cx).await {
            Err(ActionError::Call(CallError::WouldDeadlock { cycle, .. })) => {
                assert!(cycle.contains("`close`") && cycle.contains("`pick`"), "{cycle}");
                self.refused.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
            end => end.map(drop),
        }
    }
}

async fn wait(goal: GoalHandle<CountTo, Io>, cx: &AsyncCx) -> Result<u32, ActionError> {
    Ok(*goal.result(cx).await?.result)
}

#[test]
fn a_wait_that_the_compiler_did_not_see_is_refused_before_it_hangs() -> rosweave::Result {
    let world = World::new(3);
    let gripper = world.start::<Gripper>()?;
    let _ = gripper.node().door.set(gripper.node().grip.clone());
    world.publish("pick", 3_u32)?;
    world.advance(Duration::from_secs(5))?;
    assert_eq!(gripper.node().refused.load(Ordering::SeqCst), 1);
    Ok(())
}
