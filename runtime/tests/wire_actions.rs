//! An action over a wire, its ends in two participants as in two programs.
#![cfg(any(feature = "dds", feature = "r2r"))]

mod fibonacci;
#[cfg(feature = "dds")]
mod network;
#[cfg(feature = "dds")]
mod wire_actions {
    mod crowd;
    mod own_serialize;
}

use std::time::Duration;

use fibonacci::{Fibonacci, Numbers, Order};
use rosweave::prelude::*;
use rosweave::{Node, Transport};

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Server;

#[node]
impl Server {
    #[action("fibonacci", type = Fibonacci)]
    #[group(Io)]
    async fn fibonacci(
        &self,
        goal: Goal<Fibonacci>,
        cx: &AsyncCx<Io>,
    ) -> Result<GoalEnd<Numbers>, PublishError> {
        let mut sequence = vec![0, 1];
        for step in 1..goal.order {
            let step = step as usize;
            sequence.push(i32::wrapping_add(sequence[step], sequence[step - 1]));
            goal.feedback(Numbers { sequence: sequence.clone() })?;
            cx.sleep(Duration::from_millis(20)).await;
            if goal.cancel_requested() {
                return Ok(GoalEnd::Canceled(Numbers { sequence }));
            }
        }
        Ok(GoalEnd::Succeeded(Numbers { sequence }))
    }

    #[accept("fibonacci")]
    fn not_negative(goal: &Order) -> bool {
        goal.order >= 0
    }
}

#[node]
struct Client {
    #[action_client("fibonacci", timeout = "20s")]
    fibonacci: ActionClient<Fibonacci, Io>,
}

#[node]
impl Client {}

#[cfg(feature = "dds")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn goals_go_and_come_over_dds() -> rosweave::Result {
    let options = network::free_domain();
    let [here, there] = [(); 2].map(|()| options.clone().open().expect("a participant"));
    goals_go_and_come(&here, &there).await
}

#[cfg(feature = "r2r")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn goals_go_and_come_over_r2r() -> rosweave::Result {
    let [here, there] = [(); 2].map(|()| rosweave::R2r::open().expect("a sourced ROS 2"));
    goals_go_and_come(&here, &there).await
}

async fn goals_go_and_come<T: Transport>(here: &T, there: &T) -> rosweave::Result
where
    Server: Node<T>,
    Client: Node<T>,
{
    let server = NodeOptions::new().start_on::<Server, _>(here).await?;
    let client = NodeOptions::new().start_on::<Client, _>(there).await?;
    let (fibonacci, cx) = (&client.node().fibonacci, client.async_cx());
    fibonacci.wait_for_server(&cx).await?;

    let goal = fibonacci.send(&cx, Order { order: 5 }).await?;
    let mut steps = Vec::new();
    while let Some(feedback) = goal.next_feedback(&cx).await? {
        steps.push(feedback.sequence.len());
    }
    // The last ones may come after the result, which travels another way. The first one is sent as soon as the goal is
    // accepted, and is heard all the same.
    assert!(steps.starts_with(&[3, 4]), "{steps:?}");
    let end = goal.result_timeout(&cx, Duration::from_secs(20)).await?;
    assert_eq!((end.outcome, &*end.result.sequence), (GoalOutcome::Succeeded, &[0, 1, 1, 2, 3, 5][..]));

    assert!(matches!(fibonacci.send(&cx, Order { order: -1 }).await, Err(ActionError::Refused { .. })));

    let goal = fibonacci.send(&cx, Order { order: 10_000 }).await?;
    goal.next_feedback(&cx).await?;
    goal.cancel(&cx).await?;
    assert_eq!(goal.result(&cx).await?.outcome, GoalOutcome::Canceled);
    assert!(matches!(goal.cancel(&cx).await, Err(ActionError::Ended { .. })));

    let goal = fibonacci.send(&cx, Order { order: 10_000 }).await?;
    server.stop().await?;
    let end = goal.result_timeout(&cx, Duration::from_secs(20)).await;
    match end {
        Ok(end) => assert_eq!(end.outcome, GoalOutcome::Aborted),
        Err(ActionError::Call(CallError::ServerGone { .. })) => {}
        Err(error) => panic!("{error}"),
    }
    client.stop().await?;
    Ok(())
}
