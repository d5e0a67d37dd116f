//! How goals end where nobody means them to, what a server makes of odd requests, and what it keeps.

use rosweave::action_types::{GetResult, GetResultRequest, SendGoal, SendGoalRequest};
use rosweave::msgs::action_msgs::msg::{GoalInfo, GoalStatus, GoalStatusArray};
use rosweave::msgs::action_msgs::srv::{CancelGoal, CancelGoalRequest, CancelGoalResponse};
use rosweave::msgs::builtin_interfaces::msg::Time;
use rosweave::msgs::unique_identifier_msgs::msg::UUID;
use rosweave::prelude::*;
use rosweave::testing::World;

use crate::{CountTo, Counter, Io, Work};

fn id(number: u8) -> UUID {
    UUID { uuid: [number; 16] }
}

/// Sends a goal as another program would.
fn send(world: &World, action: &str, number: u8, goal: u32) -> bool {
    let request = SendGoalRequest { goal_id: id(number), goal };
    let service = format!("{action}/_action/send_goal");
    world.call::<SendGoal<CountTo>>(&service, request).expect("it is answered").accepted
}

fn result(world: &World, action: &str, number: u8) -> (i8, u32) {
    let service = format!("{action}/_action/get_result");
    let request = GetResultRequest { goal_id: id(number) };
    let response = world.call::<GetResult<CountTo>>(&service, request).expect("it is answered");
    (response.status, *response.result)
}

fn cancel(world: &World, action: &str, goal_id: UUID, stamp: Time) -> (i8, Vec<UUID>) {
    let request = CancelGoalRequest { goal_info: GoalInfo { goal_id, stamp } };
    let service = format!("{action}/_action/cancel_goal");
    let response = world.call::<CancelGoal>(&service, request).expect("it is answered");
    (response.return_code, response.goals_canceling.iter().map(|info| info.goal_id).collect())
}

const ZERO: Time = Time { sec: 0, nanosec: 0 };
const NOBODY: UUID = UUID { uuid: [0; 16] };

/// Executes in every way that goes wrong.
#[node(on_panic = resume)]
struct Odd;

#[node]
impl Odd {
    #[action("odd", type = CountTo)]
    #[group(Work)]
    async fn odd(&self, goal: Goal<CountTo>, cx: &AsyncCx<Work>) -> Result<u32, String> {
        match *goal {
            0 => panic!("on purpose"),
            1 => Err("no".to_owned()),
            _ => {
                cx.sleep(Duration::from_secs(u64::from(*goal))).await;
                Ok(*goal)
            }
        }
    }

    #[accept_cancel("odd")]
    fn only_even(goal: &u32) -> bool {
        goal.is_multiple_of(2)
    }

    #[action("liar", type = CountTo, busy = reject)]
    #[group(Io)]
    async fn liar(&self, goal: &Goal<CountTo>, cx: &AsyncCx<Io>) -> GoalEnd<u32> {
        cx.sleep(Duration::from_secs(1)).await;
        GoalEnd::Canceled(**goal)
    }

    #[action("latest", type = CountTo, busy = preempt, keep_result = "1s")]
    #[group(Latest)]
    async fn latest(&self, goal: Goal<CountTo>, cx: &AsyncCx<Latest>) -> Result<GoalEnd<u32>, Stopped> {
        if *goal == 7 {
            return Ok(GoalEnd::Succeeded(7));
        }
        goal.canceled(cx).await?;
        Ok(GoalEnd::Canceled(*goal))
    }
}

#[derive(Group, Default)]
struct Latest;

#[test]
fn a_panic_and_an_error_abort_the_goal() -> rosweave::Result {
    let world = World::new(2);
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "odd", 1, 0) && send(&world, "odd", 2, 1));
    assert_eq!(result(&world, "odd", 1), (GoalStatus::STATUS_ABORTED, 0));
    assert_eq!(result(&world, "odd", 2), (GoalStatus::STATUS_ABORTED, 0));
    Ok(())
}

#[test]
fn a_goal_that_nobody_has_cancelled_does_not_end_as_canceled() -> rosweave::Result {
    let world = World::new(2);
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "liar", 1, 5));
    assert!(!send(&world, "liar", 2, 5), "it is busy, and refuses");
    assert_eq!(result(&world, "liar", 1), (GoalStatus::STATUS_ABORTED, 5));
    assert!(send(&world, "liar", 3, 5));
    Ok(())
}

#[test]
fn a_goal_takes_the_place_of_those_before_it() -> rosweave::Result {
    let world = World::new(2);
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "latest", 1, 1));
    // It is executed before the others come: one that has not begun ends without a result.
    world.settle();
    assert!(send(&world, "latest", 2, 2) && send(&world, "latest", 3, 7));
    assert_eq!(result(&world, "latest", 1), (GoalStatus::STATUS_ABORTED, 1));
    assert_eq!(result(&world, "latest", 2).0, GoalStatus::STATUS_ABORTED);
    assert_eq!(result(&world, "latest", 3), (GoalStatus::STATUS_SUCCEEDED, 7));
    Ok(())
}

#[test]
fn a_result_is_kept_from_the_end_of_its_goal_on() -> rosweave::Result {
    let world = World::new(2);
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "odd", 1, 30));
    world.advance(Duration::from_secs(39))?;
    assert_eq!(result(&world, "odd", 1), (GoalStatus::STATUS_SUCCEEDED, 30), "it ended 9 s ago");
    world.advance(Duration::from_secs(2))?;
    assert_eq!(result(&world, "odd", 1), (GoalStatus::STATUS_UNKNOWN, 0));
    assert!(send(&world, "latest", 1, 7));
    assert_eq!(result(&world, "latest", 1).0, GoalStatus::STATUS_SUCCEEDED);
    world.advance(Duration::from_millis(1_100))?;
    assert_eq!(result(&world, "latest", 1).0, GoalStatus::STATUS_UNKNOWN);
    assert_eq!(result(&world, "odd", 99).0, GoalStatus::STATUS_UNKNOWN);
    Ok(())
}

#[test]
fn a_goal_is_stamped_with_the_systems_time_and_its_result_is_kept_whoever_sets_that() -> rosweave::Result {
    let world = World::new(2);
    let at = |seconds| rosweave::Time::since_epoch(Duration::from_secs(seconds));
    let status = world.subscribe::<GoalStatusArray>("odd/_action/status")?;
    let _odd = world.start::<Odd>()?;
    for (number, set) in [(2, 100_000), (3, 50)] {
        world.set_system_time(at(1_000));
        assert!(send(&world, "odd", number, 1));
        assert_eq!(result(&world, "odd", number).0, GoalStatus::STATUS_ABORTED);
        world.set_system_time(at(set));
        world.advance(Duration::from_millis(9_900))?;
        assert_eq!(result(&world, "odd", number).0, GoalStatus::STATUS_ABORTED);
        world.advance(Duration::from_millis(200))?;
        assert_eq!(result(&world, "odd", number).0, GoalStatus::STATUS_UNKNOWN);
    }
    let stamps = status.take_shared();
    let mut stamps = stamps.iter().flat_map(|array| &array.status_list).map(|goal| goal.goal_info.stamp.sec);
    assert!(stamps.all(|stamp| stamp == 1_000), "all were sent then");
    Ok(())
}

#[test]
fn a_result_is_kept_by_the_clock_of_its_node() -> rosweave::Result {
    let world = World::new(2);
    let (clock, at) =
        (world.simulated_clock()?, |seconds| rosweave::Time::since_epoch(Duration::from_secs(seconds)));
    let status = world.subscribe::<GoalStatusArray>("odd/_action/status")?;
    let _odd = world.start_with::<Odd>(NodeOptions::new().parameter("use_sim_time", true))?;
    clock.set(at(50))?;
    world.settle();
    assert!(send(&world, "latest", 1, 7) && send(&world, "odd", 2, 1));
    world.advance(Duration::from_secs(60))?;
    assert_eq!(result(&world, "latest", 1).0, GoalStatus::STATUS_SUCCEEDED, "the clock stands still");
    clock.set(at(52))?;
    world.settle();
    assert_eq!(result(&world, "latest", 1).0, GoalStatus::STATUS_UNKNOWN);
    let stamps = status.take_shared();
    let stamps = stamps.iter().flat_map(|array| &array.status_list).map(|goal| goal.goal_info.stamp.sec);
    assert!(stamps.clone().count() > 0 && stamps.clone().all(|stamp| stamp == 50), "stamped by the clock");
    // It goes back: what ended later than now is kept from now on, and no longer than that.
    clock.set(at(1))?;
    world.settle();
    assert_eq!(result(&world, "odd", 2).0, GoalStatus::STATUS_ABORTED);
    clock.set(at(12))?;
    world.settle();
    assert_eq!(result(&world, "odd", 2).0, GoalStatus::STATUS_UNKNOWN);
    Ok(())
}

#[test]
fn an_id_is_taken_once() -> rosweave::Result {
    let world = World::new(2);
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "odd", 1, 5));
    assert!(!send(&world, "odd", 1, 5));
    assert_eq!(result(&world, "odd", 1), (GoalStatus::STATUS_SUCCEEDED, 5));
    assert!(!send(&world, "odd", 1, 5), "it is kept");
    // Zero is an id like another one, as for rcl, though nobody can cancel such a goal alone.
    assert!(send(&world, "odd", 0, 5) && !send(&world, "odd", 0, 5));
    assert_eq!(result(&world, "odd", 0), (GoalStatus::STATUS_SUCCEEDED, 5));
    Ok(())
}

#[test]
fn cancels_are_taken_as_rcl_takes_them() -> rosweave::Result {
    let world = World::new(2);
    let _counter = world.start::<Counter>()?;
    assert!(send(&world, "count", 1, 100) && send(&world, "count", 2, 100));
    world.advance(Duration::from_secs(10))?;
    assert!(send(&world, "count", 3, 100) && send(&world, "count", 4, 100));
    let none = CancelGoalResponse::ERROR_NONE;
    assert_eq!(cancel(&world, "count", id(9), ZERO), (CancelGoalResponse::ERROR_UNKNOWN_GOAL_ID, vec![]));
    // One: it waits in the queue, and ends at once.
    assert_eq!(cancel(&world, "count", id(2), ZERO), (none, vec![id(2)]));
    assert_eq!(result(&world, "count", 2), (GoalStatus::STATUS_CANCELED, 0));
    assert_eq!(cancel(&world, "count", id(2), ZERO), (CancelGoalResponse::ERROR_GOAL_TERMINATED, vec![]));
    // All before a time, and one more.
    let early = Time { sec: 5, nanosec: 0 };
    assert_eq!(cancel(&world, "count", id(4), early), (none, vec![id(1), id(4)]));
    assert_eq!(cancel(&world, "count", id(1), ZERO), (CancelGoalResponse::ERROR_GOAL_TERMINATED, vec![]));
    assert_eq!(cancel(&world, "count", NOBODY, ZERO), (none, vec![id(3)]), "all that are left");
    assert_eq!(cancel(&world, "count", NOBODY, ZERO), (none, vec![]));
    Ok(())
}

#[test]
fn a_function_decides_over_cancels() -> rosweave::Result {
    let world = World::new(2);
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "odd", 1, 5) && send(&world, "odd", 2, 8));
    assert_eq!(cancel(&world, "odd", id(1), ZERO), (CancelGoalResponse::ERROR_REJECTED, vec![]));
    assert_eq!(cancel(&world, "odd", NOBODY, ZERO), (CancelGoalResponse::ERROR_NONE, vec![id(2)]));
    Ok(())
}

#[test]
fn the_status_has_each_goal_until_it_is_forgotten() -> rosweave::Result {
    let world = World::new(2);
    let status = world.subscribe::<GoalStatusArray>("odd/_action/status")?;
    let _odd = world.start::<Odd>()?;
    assert!(send(&world, "odd", 1, 2));
    world.advance(Duration::from_secs(20))?;
    let seen = status.take_shared();
    let seen: Vec<Vec<i8>> =
        seen.iter().map(|array| array.status_list.iter().map(|goal| goal.status).collect()).collect();
    let last = seen.last().expect("some were published");
    assert!(last.is_empty(), "{seen:?}");
    for wanted in [GoalStatus::STATUS_EXECUTING, GoalStatus::STATUS_SUCCEEDED] {
        assert!(seen.contains(&vec![wanted]), "{seen:?}");
    }
    Ok(())
}

/// Waits for one goal in a group of its own, and writes down how that ended.
#[node]
struct Waiter {
    #[action_client("odd")]
    odd: ActionClient<CountTo, Io>,
    ends: std::sync::Mutex<Vec<String>>,
}

#[node]
impl Waiter {
    #[subscribe("wait")]
    #[group(Io)]
    async fn wait(&self, goal: u32, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        let goal = self.odd.send(cx, goal).await?;
        let end = match goal.result(cx).await {
            Ok(end) => format!("{} with {}", end.outcome, end.result),
            Err(ActionError::Call(CallError::NoAnswer { .. } | CallError::ServerGone { .. })) => {
                "gone".to_owned()
            }
            Err(error) => error.to_string(),
        };
        self.ends.lock().unwrap().push(end);
        // Once more, of whoever is there now.
        if let Err(error) = goal.result(cx).await {
            let end = if matches!(error, ActionError::UnknownGoal { .. }) { "unknown" } else { "other" };
            self.ends.lock().unwrap().push(end.to_owned());
        }
        Ok(())
    }

    /// Drops its handle.
    #[subscribe("vanish")]
    #[group(Io)]
    async fn vanish(&self, goal: u32, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        drop(self.odd.send(cx, goal).await?);
        Ok(())
    }

    #[subscribe("detach")]
    #[group(Io)]
    async fn detach(&self, goal: u32, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        self.odd.send(cx, goal).await?.detach();
        Ok(())
    }
}

fn ends(waiter: &NodeHandle<Waiter>) -> Vec<String> {
    std::mem::take(&mut *waiter.node().ends.lock().unwrap())
}

#[test]
fn a_server_that_stops_aborts_what_runs_and_what_waits() -> rosweave::Result {
    let world = World::new(2);
    let (odd, waiter) = (world.start::<Odd>()?, world.start::<Waiter>()?);
    world.publish("wait", 50_u32)?;
    world.publish("wait", 60_u32)?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(ends(&waiter), Vec::<String>::new());
    world.block_on(odd.stop())??;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(ends(&waiter), ["aborted with 0", "aborted with 0"]);
    Ok(())
}

#[test]
fn a_handle_that_is_dropped_cancels_and_one_that_is_detached_does_not() -> rosweave::Result {
    let world = World::new(2);
    let status = world.subscribe::<GoalStatusArray>("odd/_action/status")?;
    let (_odd, _waiter) = (world.start::<Odd>()?, world.start::<Waiter>()?);
    let had = |wanted: i8| {
        let seen = status.take_shared();
        seen.iter().any(|array| array.status_list.iter().any(|goal| goal.status == wanted))
    };
    world.publish("detach", 4_u32)?;
    world.advance(Duration::from_secs(1))?;
    assert!(!had(GoalStatus::STATUS_CANCELING));
    world.publish("vanish", 6_u32)?;
    world.advance(Duration::from_secs(1))?;
    assert!(had(GoalStatus::STATUS_CANCELED), "it waited in the queue");
    Ok(())
}

#[test]
fn a_client_that_stops_in_the_middle_cancels_its_goal() -> rosweave::Result {
    let world = World::new(2);
    let status = world.subscribe::<GoalStatusArray>("odd/_action/status")?;
    let (_odd, waiter) = (world.start::<Odd>()?, world.start::<Waiter>()?);
    world.publish("wait", 50_u32)?;
    world.advance(Duration::from_secs(1))?;
    world.block_on(waiter.stop())??;
    world.advance(Duration::from_secs(1))?;
    let seen = status.take_shared();
    let canceling = |array: &GoalStatusArray| {
        array.status_list.iter().any(|goal| goal.status == GoalStatus::STATUS_CANCELING)
    };
    assert!(seen.iter().any(|array| canceling(array)), "{seen:?}");
    Ok(())
}

#[test]
fn a_thousand_goals_at_once_all_end() -> rosweave::Result {
    let world = World::new(2);
    let (_odd, waiter) = (world.start::<Odd>()?, world.start::<Waiter>()?);
    let goals = world.publisher::<u32>("wait", rosweave::Qos::DEFAULT)?;
    for _ in 0..100 {
        for _ in 0..10 {
            goals.publish(1_u32)?;
        }
        world.settle();
    }
    let ends = ends(&waiter);
    assert_eq!(ends.len(), 1_000);
    assert!(ends.iter().all(|end| end == "aborted with 0"), "{ends:?}");
    Ok(())
}

/// Serves the action as one that forgets everything.
#[test]
fn a_server_that_is_another_one_knows_no_such_goal() -> rosweave::Result {
    let world = World::new(2);
    let waiter = world.start::<Waiter>()?;
    let goals = world.serve::<SendGoal<CountTo>>("odd/_action/send_goal", |_| {
        rosweave::action_types::SendGoalResponse { accepted: true, stamp: ZERO }
    })?;
    let results = world.serve_with::<GetResult<CountTo>>("odd/_action/get_result", drop)?;
    world.publish("wait", 3_u32)?;
    world.settle();
    assert_eq!(ends(&waiter), ["gone", "other"], "a server that dies, twice");
    drop((goals, results));
    world.settle();
    let _goals = world.serve::<SendGoal<CountTo>>("odd/_action/send_goal", |_| {
        rosweave::action_types::SendGoalResponse { accepted: true, stamp: ZERO }
    })?;
    let _results = world.serve::<GetResult<CountTo>>("odd/_action/get_result", |_| {
        rosweave::action_types::GetResultResponse { status: GoalStatus::STATUS_UNKNOWN, result: Arc::new(0) }
    })?;
    world.publish("wait", 3_u32)?;
    world.settle();
    let seen = ends(&waiter);
    assert!(seen[0].contains("knows no goal"), "{seen:?}");
    assert_eq!(seen[1], "unknown");
    Ok(())
}
