//! Many that want something of one goal, and values of the user's that are let go of.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::task::Poll;
use std::time::Instant;

use rosweave::action_types::{GetResult, GetResultRequest, GetResultResponse, SendGoal, SendGoalRequest};
use rosweave::msgs::unique_identifier_msgs::msg::UUID;
use rosweave::prelude::*;
use rosweave::testing::World;

use crate::log::Log;
use crate::{CountTo, Counter, Io, Work};

/// Asks for results as any program may.
#[node]
struct Crowd {
    #[client("count/_action/get_result")]
    result: Client<GetResult<CountTo>, Io>,
}

#[node]
impl Crowd {}

#[test]
fn of_those_that_wait_for_one_result_the_oldest_go() -> rosweave::Result {
    let world = World::new(6);
    let (_counter, crowd) = (world.start::<Counter>()?, world.start::<Crowd>()?);
    let goal_id = UUID { uuid: [7; 16] };
    let sent =
        world.call::<SendGoal<CountTo>>("count/_action/send_goal", SendGoalRequest { goal_id, goal: 3 })?;
    assert!(sent.accepted);
    let cx = crowd.async_cx();
    type Asked<'a> = Pin<Box<dyn Future<Output = Result<GetResultResponse<CountTo>, CallError>> + 'a>>;
    let mut asked: Vec<Option<Asked<'_>>> = Vec::new();
    asked.resize_with(1_002, || Some(Box::pin(crowd.node().result.call(&cx, GetResultRequest { goal_id }))));
    let mut ends: Vec<Option<Result<u32, CallError>>> = vec![None; asked.len()];
    world.block_on(poll_fn(|context| {
        for (asked, end) in asked.iter_mut().zip(&mut ends) {
            if let Some(Poll::Ready(told)) = asked.as_mut().map(|asked| asked.as_mut().poll(context)) {
                *end = Some(told.map(|told| *told.result));
                *asked = None;
            }
        }
        if ends.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    }))?;
    let (gone, told) = ends.split_at(2);
    assert!(gone.iter().all(|end| matches!(end, Some(Err(CallError::NoAnswer { .. })))), "{gone:?}");
    assert!(told.iter().all(|end| *end == Some(Ok(3))));
    Ok(())
}

static HELD: Mutex<()> = Mutex::new(());
static ON_KEEPER: AtomicBool = AtomicBool::new(false);
static STUCK: AtomicBool = AtomicBool::new(false);

/// A goal that takes a lock of its program's when it is dropped.
struct Parcel(u32);

impl Drop for Parcel {
    fn drop(&mut self) {
        if std::thread::current().name() == Some("rosweave-tasks") {
            ON_KEEPER.store(true, Ordering::SeqCst);
        }
        let patience = Instant::now() + Duration::from_secs(5);
        while HELD.try_lock().is_err() && !STUCK.load(Ordering::SeqCst) {
            STUCK.fetch_or(Instant::now() > patience, Ordering::SeqCst);
            std::thread::yield_now();
        }
    }
}

#[derive(Action)]
#[ros(goal = Parcel, result = u32, feedback = ())]
struct Deliver;

#[node]
struct Post {
    #[action_client("deliver", timeout = "20s")]
    deliver: ActionClient<Deliver, Io>,
    #[action_client("store", timeout = "20s")]
    store: ActionClient<Deliver, Io>,
}

#[node]
impl Post {
    #[action("deliver", type = Deliver, keep_result = "1ms")]
    #[group(Work)]
    fn deliver(&self, parcel: &Goal<Deliver>) -> u32 {
        parcel.0
    }

    #[action("store", type = Deliver)]
    #[group(Work)]
    fn store(&self, parcel: &Goal<Deliver>) -> u32 {
        parcel.0
    }

    #[accept("deliver")]
    fn is_light(parcel: &Parcel) -> bool {
        parcel.0 < 10
    }
}

/// Polled once under the lock, a request is sent under it: what its server lets go of must not be dropped there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_goals_drop_may_take_a_lock_of_who_sends_the_next_one() -> rosweave::Result {
    let post = NodeOptions::new().start::<Post>().await?;
    let (deliver, cx) = (&post.node().deliver, post.async_cx());
    for weight in (0..100).map(|number| number % 20) {
        let mut sending = Box::pin(deliver.send(&cx, Parcel(weight)));
        let first = poll_fn(|context| {
            let held = HELD.lock();
            let polled = sending.as_mut().poll(context);
            drop(held);
            Poll::Ready(polled)
        });
        let sent = match first.await {
            Poll::Ready(sent) => sent,
            Poll::Pending => sending.await,
        };
        match sent {
            // What is kept for so short may be forgotten before it is asked for: it is about what is dropped.
            Ok(goal) => match goal.result_timeout(&cx, Duration::from_secs(20)).await {
                Ok(ended) => assert_eq!(*ended.result, weight),
                Err(error) => assert!(matches!(error, ActionError::UnknownGoal { .. }), "{error}"),
            },
            Err(error) => assert!(weight >= 10 && matches!(error, ActionError::Refused { .. }), "{error}"),
        }
    }
    // Kept longer than its node lives.
    post.node().store.send(&cx, Parcel(1)).await?.result(&cx).await?;
    post.stop().await?;
    assert!(!STUCK.load(Ordering::SeqCst), "one was dropped where its lock is held");
    assert!(
        !ON_KEEPER.load(Ordering::SeqCst),
        "one was dropped on the keeper's thread, which runs nothing of the user's"
    );
    Ok(())
}

/// Its goal keeps its group until the gate is dropped.
#[node]
struct Stuck {
    gate: Mutex<mpsc::Receiver<()>>,
}

#[node]
impl Stuck {
    #[init]
    fn init(_h: Handles<Self>, gate: mpsc::Receiver<()>) -> Self {
        Stuck { gate: Mutex::new(gate) }
    }

    #[accept("stick")]
    fn fits(goal: &u32) -> bool {
        if *goal == 13 {
            loop {
                std::thread::park();
            }
        }
        true
    }

    #[action("stick", type = CountTo)]
    #[group(Work)]
    fn stick(&self, goal: &Goal<CountTo>) -> u32 {
        let _ = self.gate.lock().unwrap().recv();
        **goal
    }
}

#[node]
struct Sticker {
    #[action_client("stick", timeout = "20s")]
    stick: ActionClient<CountTo, Io>,
}

#[node]
impl Sticker {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_goal_that_never_returns_and_those_behind_it_end_with_their_node() -> rosweave::Result {
    let graph = rosweave::InProcess::private();
    let (open, gate) = mpsc::channel::<()>();
    let server = NodeOptions::new().grace(Duration::ZERO).with(gate).start_on::<Stuck, _>(&graph).await?;
    let client = NodeOptions::new().start_on::<Sticker, _>(&graph).await?;
    let (stick, cx) = (&client.node().stick, client.async_cx());
    let running = stick.send(&cx, 1).await?;
    while server.stats().callback("stick").unwrap().calls == 0 {
        tokio::task::yield_now().await;
    }
    let waiting = stick.send(&cx, 2).await?;
    server.stop_within(Duration::from_millis(20)).await.expect_err("one never returns");
    for goal in [waiting, running] {
        let ended = goal.result_timeout(&cx, Duration::from_secs(20)).await?;
        assert_eq!(ended.outcome, GoalOutcome::Aborted);
    }
    drop(open);
    server.stop().await?;
    client.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acceptor_that_never_returns_refuses_and_is_named_and_its_node_ends() -> rosweave::Result {
    let (graph, log) = (rosweave::InProcess::private(), Log::keep());
    let (_open, gate) = mpsc::channel::<()>();
    let server = NodeOptions::new().with(gate).start_on::<Stuck, _>(&graph).await?;
    let client = NodeOptions::new().start_on::<Sticker, _>(&graph).await?;
    let sent = client.node().stick.send(&client.async_cx(), 13).await;
    assert!(matches!(sent, Err(ActionError::Refused { .. })), "{sent:?}");
    server.stop_within(Duration::from_secs(20)).await?;
    assert_eq!(log.take("has ended, but `#[accept(\"stick\")]` has not returned").len(), 1);
    client.stop().await?;
    Ok(())
}
