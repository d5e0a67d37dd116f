//! Many goals over a wire, and ends that go in the middle.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use rosweave::Dds;
use rosweave::action_types::{SendGoal, SendGoalRequest};
use rosweave::msgs::unique_identifier_msgs::msg::UUID;
use rosweave::prelude::*;

use crate::fibonacci::{Fibonacci, Numbers, Order};
use crate::{Client, Io, Server, network};

const LIMIT: Duration = Duration::from_secs(60);

/// More than the queues of a subscription or a window for late joiners hold.
const COUNT: i32 = 300;

#[derive(Group, Default)]
struct Work;

/// Executes one goal at a time, each until it is cancelled.
#[node]
struct Patient;

#[node]
impl Patient {
    #[action("fibonacci", type = Fibonacci)]
    #[group(Work)]
    async fn wait(&self, goal: Goal<Fibonacci>, cx: &AsyncCx<Work>) -> Result<GoalEnd<Numbers>, GoalError> {
        goal.feedback(Numbers::default())?;
        goal.canceled(cx).await?;
        Ok(GoalEnd::Canceled(Numbers { sequence: vec![goal.order] }))
    }
}

type GoalError = Box<dyn std::error::Error + Send + Sync>;

pub(crate) fn two() -> [Dds; 2] {
    let options = network::free_domain();
    [(); 2].map(|()| options.clone().open().expect("a participant"))
}

/// The outputs of futures that are polled together.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut polled: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    poll_fn(|context| {
        for (future, output) in polled.iter_mut().filter(|(_, output)| output.is_none()) {
            if let Poll::Ready(ready) = Pin::new(future).poll(context) {
                *output = Some(ready);
            }
        }
        if polled.iter().all(|(_, output)| output.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    polled.into_iter().filter_map(|(_, output)| output).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn goals_that_are_sent_at_once_all_end() -> rosweave::Result {
    let [here, there] = two();
    let server = NodeOptions::new().start_on::<Server, _>(&here).await?;
    let client = NodeOptions::new().start_on::<Client, _>(&there).await?;
    let (fibonacci, cx) = (&client.node().fibonacci, client.async_cx());
    fibonacci.wait_for_server(&cx).await?;
    let ends = all((0..COUNT).map(async |order| {
        let goal = fibonacci.send(&cx, Order { order: order % 3 }).await?;
        Ok::<_, ActionError>(goal.result_timeout(&cx, LIMIT).await?.outcome)
    }))
    .await;
    let failed: Vec<_> = ends.iter().filter(|end| **end != Ok(GoalOutcome::Succeeded)).collect();
    assert!(failed.is_empty(), "{} of {}: {:?}", failed.len(), ends.len(), failed[0]);
    server.stop().await?;
    client.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_client_that_goes_leaves_the_turn_to_others_and_a_server_that_goes_ends_its_queue()
-> rosweave::Result {
    let [here, there] = two();
    let server = NodeOptions::new().start_on::<Patient, _>(&here).await?;
    let [goes, stays] = ["goes", "stays"].map(|name| NodeOptions::new().name(name));
    let (goes, stays) =
        (goes.start_on::<Client, _>(&there).await?, stays.start_on::<Client, _>(&there).await?);
    let (going, staying) = (goes.async_cx(), stays.async_cx());
    goes.node().fibonacci.wait_for_server(&going).await?;
    stays.node().fibonacci.wait_for_server(&staying).await?;

    let running = goes.node().fibonacci.send(&going, Order { order: 1 }).await?;
    assert!(running.next_feedback_timeout(&going, LIMIT).await?.is_some());
    let queued = goes.node().fibonacci.send(&going, Order { order: 2 }).await?;
    let mut goals = Vec::new();
    for order in 3..6 {
        goals.push(stays.node().fibonacci.send(&staying, Order { order }).await?);
    }
    drop((running, queued));
    goes.stop().await?;
    assert!(goals[0].next_feedback_timeout(&staying, LIMIT).await?.is_some(), "its turn has come");
    goals[1].cancel(&staying).await?;
    let end = goals[1].result_timeout(&staying, LIMIT).await?;
    assert_eq!(
        (end.outcome, end.result.sequence.len()),
        (GoalOutcome::Canceled, 0),
        "it has waited in the queue"
    );
    server.stop().await?;
    for goal in [&goals[0], &goals[2]] {
        match goal.result_timeout(&staying, LIMIT).await {
            Ok(end) => assert_eq!(end.outcome, GoalOutcome::Aborted),
            Err(ActionError::Call(CallError::ServerGone { .. })) => {}
            Err(error) => panic!("{error}"),
        }
    }
    stays.stop().await?;
    Ok(())
}

/// Counts the goals that have not ended, each of which runs until it is cancelled.
#[node]
#[derive(Default)]
struct Counting {
    running: AtomicUsize,
}

#[node]
impl Counting {
    #[action("fibonacci", type = Fibonacci)]
    #[group(Io)]
    async fn wait(&self, goal: Goal<Fibonacci>, cx: &AsyncCx<Io>) -> Result<GoalEnd<Numbers>, Stopped> {
        self.running.fetch_add(1, Ordering::SeqCst);
        let canceled = goal.canceled(cx).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        canceled.map(|()| GoalEnd::Canceled(Numbers::default()))
    }
}

/// A cancel may overtake its goal, which another writer has sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_goal_whose_sending_is_given_up_does_not_go_on() -> rosweave::Result {
    let [here, there] = two();
    let server = NodeOptions::new().start_on::<Counting, _>(&here).await?;
    let client = NodeOptions::new().start_on::<Client, _>(&there).await?;
    let (fibonacci, cx) = (&client.node().fibonacci, client.async_cx());
    fibonacci.wait_for_server(&cx).await?;
    for given_up_after in 0..60 {
        let mut sending = pin!(fibonacci.send(&cx, Order { order: 1 }));
        poll_fn(|context| Poll::Ready(sending.as_mut().poll(context).is_ready())).await;
        cx.sleep(Duration::from_micros(50 * given_up_after)).await;
    }
    // The last one that is sent says that those before it have come.
    let last = fibonacci.send(&cx, Order { order: 1 }).await?;
    last.cancel(&cx).await?;
    assert_eq!(last.result_timeout(&cx, LIMIT).await?.outcome, GoalOutcome::Canceled);
    let limit = cx.now() + LIMIT;
    while server.node().running.load(Ordering::SeqCst) > 0 {
        assert!(cx.now() < limit, "goals run that nobody has a handle of");
        cx.sleep(Duration::from_millis(5)).await;
    }
    server.stop().await?;
    client.stop().await?;
    Ok(())
}

#[node]
#[derive(Default)]
struct InOrder {
    executed: Mutex<Vec<i32>>,
}

#[node]
impl InOrder {
    #[action("fibonacci", type = Fibonacci)]
    #[group(Work)]
    async fn note(&self, goal: Goal<Fibonacci>) -> Numbers {
        self.executed.lock().unwrap().push(goal.order);
        Numbers::default()
    }
}

/// Sends goals, and hears no feedback.
#[node]
struct Deaf {
    #[client("fibonacci/_action/send_goal", timeout = "60s")]
    send: rosweave::Client<SendGoal<Fibonacci>, Io>,
}

#[node]
impl Deaf {}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn goals_are_executed_in_the_order_in_which_they_were_accepted() -> rosweave::Result {
    let [here, there] = two();
    let server = NodeOptions::new().start_on::<InOrder, _>(&here).await?;
    let client = NodeOptions::new().start_on::<Deaf, _>(&there).await?;
    let (deaf, cx) = (client.node(), client.async_cx());
    deaf.send.wait_for_service(&cx).await?;
    // The server waits 200 ms for the first goal's client to hear its feedback, and then no more for those after it.
    for (order, pause) in [(1, 100), (2, 150), (3, 0)] {
        let goal_id = UUID { uuid: [u8::try_from(order).unwrap(); 16] };
        let request = SendGoalRequest { goal_id, goal: Order { order } };
        assert!(deaf.send.call(&cx, request).await?.accepted);
        cx.sleep(Duration::from_millis(pause)).await;
    }
    let limit = cx.now() + LIMIT;
    loop {
        let executed = server.node().executed.lock().unwrap().clone();
        if executed.len() == 3 {
            assert_eq!(executed, [1, 2, 3]);
            break;
        }
        assert!(cx.now() < limit, "executed alone: {executed:?}");
        cx.sleep(Duration::from_millis(5)).await;
    }
    server.stop().await?;
    client.stop().await?;
    Ok(())
}
