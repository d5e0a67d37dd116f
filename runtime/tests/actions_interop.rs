//! Actions with Eclipse Cyclone DDS on the other end, which speaks the protocol of ROS 2 by code of its own.
#![cfg(all(feature = "dds", feature = "log"))]
#![allow(missing_docs)]

mod fibonacci;
#[path = "interop/harness.rs"]
mod harness;

use std::sync::atomic::{AtomicUsize, Ordering};

use fibonacci::{Fibonacci, Numbers, Order};
use harness::{LIMIT, Peer, eventually, local_dds, python};
use rosweave::prelude::*;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
#[derive(Default)]
struct Server {
    ended: AtomicUsize,
}

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
        for step in 1..goal.order as usize {
            sequence.push(i32::wrapping_add(sequence[step], sequence[step - 1]));
            goal.feedback(Numbers { sequence: sequence.clone() })?;
            if goal.order == 13 {
                return Ok(GoalEnd::Aborted(Numbers { sequence }));
            }
            cx.sleep(Duration::from_millis(10)).await;
            self.ended.fetch_add(usize::from(step + 1 == goal.order as usize), Ordering::SeqCst);
            if goal.cancel_requested() {
                sequence.truncate(3);
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

/// What a client says of the goals that it sends, in order. The first feedback is among what it hears.
const TOLD: [(&str, &str); 10] = [
    ("succeeds", "True True [3, 4, 5, 6] 4 [0, 1, 1, 2, 3, 5]"),
    ("again", "4 [0, 1, 1, 2, 3, 5]"),
    ("id taken", "False"),
    ("refused", "False True"),
    ("canceled", "0 True"),
    ("ended", "5 [0, 1, 1]"),
    ("too late", "3"),
    ("unknown", "2 0"),
    ("aborts", "6"),
    ("status", "6"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_of_another_dds_send_goals() -> rosweave::Result {
    let Some(python) = python() else { return Ok(()) };
    let dds = local_dds();
    let server = NodeOptions::new().start_on::<Server, _>(&dds).await?;
    let mut clients = [(); 2].map(|()| Peer::run(&python, &dds, &["actions.py", "client"]));
    for client in &mut clients {
        for (words, expected) in TOLD {
            assert_eq!(client.event(words), expected, "{words}");
        }
    }
    assert_eq!(server.stats().callback("fibonacci").map(|run| (run.failed, run.malformed)), Some((0, 0)));
    server.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_another_dds_executes_goals_until_it_is_killed() -> rosweave::Result {
    let Some(python) = python() else { return Ok(()) };
    let dds = local_dds();
    let client = NodeOptions::new().start_on::<Client, _>(&dds).await?;
    let (fibonacci, cx) = (&client.node().fibonacci, client.async_cx());
    let server = Peer::run(&python, &dds, &["actions.py", "server"]);
    assert!(fibonacci.wait_for_server_timeout(&cx, LIMIT).await, "the server does not come");
    let send = |order| fibonacci.send(&cx, Order { order });

    let goal = send(5).await?;
    let end = goal.result_timeout(&cx, LIMIT).await?;
    assert_eq!((end.outcome, &*end.result.sequence), (GoalOutcome::Succeeded, &[0, 1, 1, 2, 3, 5][..]));
    while let Some(feedback) = goal.next_feedback(&cx).await? {
        assert!(feedback.sequence.starts_with(&[0, 1, 1]), "{feedback:?}");
    }
    assert!(matches!(goal.cancel(&cx).await, Err(ActionError::Ended { .. })));
    assert!(matches!(send(-1).await, Err(ActionError::Refused { .. })));
    assert_eq!(send(13).await?.result_timeout(&cx, LIMIT).await?.outcome, GoalOutcome::Aborted);

    let goal = send(10_000).await?;
    goal.next_feedback_timeout(&cx, LIMIT).await?;
    goal.cancel(&cx).await?;
    assert_eq!(goal.result_timeout(&cx, LIMIT).await?.outcome, GoalOutcome::Canceled);
    let stubborn = send(33).await?;
    assert!(matches!(stubborn.cancel(&cx).await, Err(ActionError::CancelRefused { .. })));

    let goal = send(10_000).await?;
    server.kill();
    let Err(ActionError::Call(CallError::ServerGone { service })) = goal.result_timeout(&cx, LIMIT).await
    else {
        panic!("nobody says that the server has gone");
    };
    assert_eq!(service, "/fibonacci/_action/get_result");
    client.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_killed_leaves_its_goal_running() -> rosweave::Result {
    let Some(python) = python() else { return Ok(()) };
    let dds = local_dds();
    let server = NodeOptions::new().start_on::<Server, _>(&dds).await?;
    let mut client = Peer::run(&python, &dds, &["actions.py", "leave"]);
    client.event("heard");
    client.kill();
    eventually("the end of the goal", || server.node().ended.load(Ordering::SeqCst) == 1).await;
    let mut other = Peer::run(&python, &dds, &["actions.py", "client"]);
    assert_eq!(other.event(TOLD[0].0), TOLD[0].1);
    server.stop().await?;
    Ok(())
}

/// How many bad frames the peer sends to each end.
const BAD: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_frames_on_each_end_are_counted_and_harm_nobody() -> rosweave::Result {
    let Some(python) = python() else { return Ok(()) };
    let dds = local_dds();
    let server = NodeOptions::new().start_on::<Server, _>(&dds).await?;
    let client = NodeOptions::new().start_on::<Client, _>(&dds).await?;
    let mut peer = Peer::run(&python, &dds, &["actions.py", "bad", &BAD.to_string()]);
    peer.event("sent");
    let at_server = || server.stats().callback("fibonacci").map_or(0, |run| run.malformed);
    let at_client = || client.stats().handle("fibonacci").map_or(0, |handle| handle.malformed);
    // Three ends of requests; three of answers, and that of feedback.
    eventually("bad requests", || at_server() == 3 * BAD).await;
    eventually("bad answers and feedback", || at_client() == 4 * BAD).await;
    let (fibonacci, cx) = (&client.node().fibonacci, client.async_cx());
    let goal = fibonacci.send(&cx, Order { order: 5 }).await?;
    assert_eq!(goal.result_timeout(&cx, LIMIT).await?.outcome, GoalOutcome::Succeeded);
    client.stop().await?;
    server.stop().await?;
    Ok(())
}
