//! The doubles that a `World` has for both ends of an action.

use rosweave::prelude::*;
use rosweave::testing::{GoalScript, World};

use crate::{Asker, CountTo, Counter, seen};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_script_says_what_becomes_of_each_goal() -> rosweave::Result {
    let world = World::new(4);
    let server = world.serve_action::<CountTo>("count", |goal| match goal {
        0 => GoalScript::refuse(),
        1 => GoalScript::accept().wait(seconds(2)).abort(11),
        _ => GoalScript::accept().feedback(1).wait(seconds(2)).feedback(2).wait(seconds(2)).succeed(22),
    })?;
    let asker = world.start::<Asker>()?;
    world.publish("ask", 0_u32)?;
    world.settle();
    assert_eq!(seen(&asker), ["`/count` does not take the goal"]);
    assert_eq!(server.ends(), []);

    world.publish("ask", 2_u32)?;
    world.advance(seconds(1))?;
    assert_eq!((seen(&asker), server.ends()), (vec!["1".to_owned()], vec![None]));
    world.publish("ask", 1_u32)?;
    world.advance(seconds(2))?;
    assert_eq!(seen(&asker), ["2", "aborted with 11"], "goals are executed at once");
    world.advance(seconds(2))?;
    assert_eq!(seen(&asker), ["succeeded with 22"]);
    assert_eq!(server.ends(), [Some(GoalOutcome::Succeeded), Some(GoalOutcome::Aborted)]);
    Ok(())
}

#[test]
fn a_scripted_goal_ends_when_it_is_cancelled() -> rosweave::Result {
    let world = World::new(4);
    let server = world.serve_action::<CountTo>("count", |_| GoalScript::accept().feedback(5).on_cancel(7))?;
    let asker = world.start::<Asker>()?;
    world.publish("ask_and_cancel", 1_u32)?;
    world.advance(seconds(1))?;
    let twice = "goal ID of `/count` has ended, or is being cancelled already";
    assert_eq!(seen(&asker), ["Some(5)", twice, "canceled with 7", twice, "canceled"]);
    assert_eq!(server.ends(), [Some(GoalOutcome::Canceled)]);
    Ok(())
}

#[test]
fn a_scripted_goal_refuses_to_be_cancelled_and_is_lost_with_its_server() -> rosweave::Result {
    let world = World::new(4);
    let server = world.serve_action::<CountTo>("count", |_| GoalScript::accept().refuse_cancel())?;
    let client = world.action_client::<CountTo>("count")?;
    let goal = client.send(1)?;
    let refused = format!("`/count` does not let goal {} be cancelled", goal.id());
    assert_eq!(goal.cancel().unwrap_err().to_string(), refused);
    assert!(!goal.has_ended());
    assert!(matches!(goal.result(), Err(rosweave::Error::Hang(_))), "its script has no end");
    drop(server);
    let error = goal.result().unwrap_err().to_string();
    assert!(error.contains("`/count/_action/get_result`"), "{error}");
    assert!(client.send(1).is_err(), "nobody serves it");
    Ok(())
}

#[test]
fn a_test_sends_goals_step_by_step() -> rosweave::Result {
    let world = World::new(4);
    let _counter = world.start::<Counter>()?;
    let client = world.action_client::<CountTo>("count")?;
    let (first, second) = (client.send(3)?, client.send(2)?);
    world.advance(Duration::from_millis(2_500))?;
    let steps = |goal: &rosweave::testing::TestGoal<'_, CountTo>| -> Vec<u32> {
        goal.take_feedback().iter().map(|step| **step).collect()
    };
    assert_eq!((steps(&first), steps(&second)), (vec![1, 2], vec![]));
    second.cancel()?;
    assert_eq!(second.result()?.outcome, GoalOutcome::Canceled);
    let end = first.result()?;
    assert_eq!((end.outcome, *end.result), (GoalOutcome::Succeeded, 3));
    assert_eq!(steps(&first), [3]);
    assert_eq!(first.result()?.outcome, GoalOutcome::Succeeded, "asked for twice");
    assert!(first.cancel().is_err());
    let error = client.send(1_000).unwrap_err();
    assert_eq!(error.to_string(), "`/count` does not take the goal");
    Ok(())
}

#[test]
fn a_double_has_a_name_that_ros_2_takes_and_nobody_else_has() -> rosweave::Result {
    let world = World::new(4);
    assert!(world.action_client::<CountTo>("1count").is_err());
    let _counter = world.start::<Counter>()?;
    let error = world.serve_action::<CountTo>("count", |_| GoalScript::refuse()).unwrap_err();
    assert_eq!(error.to_string(), "`/count` is served already, by `/counter`");
    Ok(())
}
