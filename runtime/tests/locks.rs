//! No user code under a lock of the library: each kind of it notes here how many its thread holds.
#![allow(missing_docs)]

mod log;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::task::{Context, Wake, Waker};

use rosweave::__private::held_locks;
use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{Durability, InProcess, Lent, NoGroup, Qos, Reliability};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// User code runs.
#[track_caller]
fn user_code() {
    assert!(held_locks() == 0 || std::thread::panicking(), "under {} locks of the library", held_locks());
}

/// A message whose `Drop` and `Clone` are the user's.
#[derive(Debug)]
struct Watched(u64);

impl Drop for Watched {
    fn drop(&mut self) {
        user_code();
    }
}

impl Clone for Watched {
    fn clone(&self) -> Watched {
        user_code();
        Watched(self.0)
    }
}

struct Ask;

impl Service for Ask {
    type Request = Watched;
    type Response = Watched;
}

/// An error whose `Display` is the user's.
struct Failure;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        user_code();
        f.write_str("on purpose")
    }
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Busy {
    #[client("ask", timeout = "1s")]
    ask: Client<Ask, Io>,
    #[client("silent", timeout = "1s")]
    silent: Client<Ask, Io>,
    #[publisher("out", qos(depth = 2, durability = transient_local))]
    out: Publisher<Watched>,
}

#[node]
impl Busy {
    #[timer("100ms")]
    #[group(Io)]
    async fn tick(&self, cx: &AsyncCx<Io>) -> Result<(), Failure> {
        for number in 0..5 {
            self.out.publish(Watched(number)).map_err(|_| Failure)?;
        }
        let _ = self.ask.call(cx, Watched(1)).await;
        let _ = self.silent.call(cx, Watched(2)).await;
        Err(Failure)
    }

    #[service("ask", type = Ask)]
    fn answer(&self, request: Watched) -> Result<Watched, Failure> {
        user_code();
        if request.0 == 1 { Ok(request.clone()) } else { Err(Failure) }
    }

    #[service("silent", type = Ask)]
    #[group(Io)]
    fn silent(&self, _request: Watched, responder: Responder<Ask>) {
        drop(responder);
    }

    #[subscribe("out", qos(depth = 1, durability = transient_local))]
    fn heard(&self, message: Watched) {
        user_code();
        drop(message);
    }
}

#[test]
fn messages_and_errors_are_the_users_in_virtual_time() -> rosweave::Result {
    for seed in 0..5 {
        let world = World::new(seed);
        let node = world.start::<Busy>()?;
        let late = world
            .subscribe_with::<Watched>("out", Qos::DEFAULT.with_durability(Durability::TransientLocal))?;
        world.advance(Duration::from_secs(3))?;
        assert_eq!(late.take().len(), 10);
        assert!(node.stats().callback("heard").unwrap().lost > 0);
        assert!(node.stats().callback("tick").unwrap().failed > 10);
        let _again = world
            .subscribe_with::<Watched>("out", Qos::DEFAULT.with_durability(Durability::TransientLocal))?;
        world.block_on(node.stop())??;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_errors_are_the_users_in_wall_time() -> rosweave::Result {
    let node = NodeOptions::new().start_on::<Busy, _>(&InProcess::private()).await?;
    let cx = node.async_cx();
    for _ in 0..20 {
        assert_eq!(node.node().ask.call(&cx, Watched(1)).await?.0, 1);
        assert!(node.node().silent.call(&cx, Watched(2)).await.is_err());
        node.node().out.publish(Watched(3))?;
    }
    node.stop().await?;
    assert!(node.node().out.publish(Watched(4)).is_err());
    Ok(())
}

/// A log that publishes what it is told, on the very topic that it is told about.
struct Rosout {
    told: AtomicUsize,
    publishes: OnceLock<Publisher<u64>>,
}

struct Log(Arc<Rosout>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        user_code();
        self.0.told.fetch_add(1, Ordering::Relaxed);
        if let Some(publisher) = self.0.publishes.get() {
            let _ = publisher.publish(1);
        }
    }

    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[node]
struct Talker {
    #[publisher("log_lines", qos(depth = 10, reliability = best_effort))]
    rosout: Publisher<u64>,
}

#[node]
impl Talker {
    #[timer("1h")]
    fn tick(&self) {}
}

#[test]
fn a_log_that_publishes_may_be_told_of_a_mismatch_on_its_topic() -> rosweave::Result {
    let rosout = Arc::new(Rosout { told: AtomicUsize::new(0), publishes: OnceLock::new() });
    log::ask_every_log();
    let _log = tracing::subscriber::set_default(Log(rosout.clone()));
    let world = World::new(1);
    let talker = world.start::<Talker>()?;
    // What is said of the start is not what this is about.
    rosout.told.store(0, Ordering::Relaxed);
    assert!(rosout.publishes.set(talker.node().rosout.clone()).is_ok());
    // The subscription comes late, and then the publisher.
    let _reliable =
        world.subscribe_with::<u64>("log_lines", Qos::DEFAULT.with_reliability(Reliability::Reliable))?;
    assert_eq!(rosout.told.load(Ordering::Relaxed), 1);
    let _other =
        world.publisher::<u64>("log_lines", Qos::DEFAULT.with_reliability(Reliability::BestEffort))?;
    assert_eq!(rosout.told.load(Ordering::Relaxed), 2);
    Ok(())
}

/// A future that is polled wherever it is woken, as a simple executor does.
struct PollsInline {
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    again: AtomicUsize,
}

impl PollsInline {
    fn start(future: impl Future<Output = ()> + Send + 'static) -> Arc<PollsInline> {
        let inline = PollsInline { future: Mutex::new(Some(Box::pin(future))), again: AtomicUsize::new(0) };
        let inline = Arc::new(inline);
        inline.clone().wake();
        inline
    }

    fn is_done(&self) -> bool {
        self.future.lock().unwrap().is_none()
    }
}

impl Wake for PollsInline {
    fn wake(self: Arc<Self>) {
        user_code();
        if self.again.fetch_add(1, Ordering::SeqCst) > 0 {
            // Whoever polls does it again.
            return;
        }
        loop {
            let seen = self.again.load(Ordering::SeqCst);
            let taken = self.future.lock().unwrap().take();
            if let Some(mut future) = taken {
                // A waker of its own each time, so that each poll replaces one, whose end is the user's.
                let waker = Waker::from(Arc::new(Ends(self.clone())));
                if future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                    *self.future.lock().unwrap() = Some(future);
                }
            }
            if self.again.fetch_sub(seen, Ordering::SeqCst) == seen {
                return;
            }
        }
    }
}

/// A waker whose `Drop` is the user's, too.
struct Ends(Arc<PollsInline>);

impl Wake for Ends {
    fn wake(self: Arc<Self>) {
        user_code();
        self.0.clone().wake();
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        user_code();
    }
}

#[node]
struct Caller {
    #[client("nobody_answers", timeout = "1s")]
    slow: Client<Ask, Io>,
    #[client("answers", timeout = "1s")]
    fast: Client<Ask, Io>,
}

#[node]
impl Caller {
    #[service("answers", type = Ask)]
    fn answers(&self, request: Watched) -> Watched {
        request
    }

    #[service("nobody_answers", type = Ask)]
    #[group(Io)]
    async fn nobody_answers(&self, request: Watched, cx: &AsyncCx<Io>) -> Watched {
        cx.sleep(Duration::from_secs(10)).await;
        request
    }
}

/// Calls that time out, one after the other and side by side, and sleeps, in wakers that poll inline.
async fn calls(slow: Client<Ask, Io>, fast: Client<Ask, Io>, cx: Lent<rosweave::AsyncCx<NoGroup>>) {
    for round in 0..3 {
        let both = async {
            tokio::join!(
                slow.call(&cx, Watched(round)),
                slow.call(&cx, Watched(round)),
                fast.call(&cx, Watched(round))
            )
        };
        let (first, second, third) = both.await;
        assert!(matches!((first, second), (Err(CallError::Timeout { .. }), Err(CallError::Timeout { .. }))));
        assert_eq!(third.map(|response| response.0), Ok(round));
        cx.sleep(Duration::from_millis(10)).await;
    }
}

#[test]
fn wakers_that_poll_inline_are_woken_under_no_lock_in_virtual_time() -> rosweave::Result {
    for seed in 0..5 {
        let world = World::new(seed);
        let node = world.start::<Caller>()?;
        let (slow, fast) = (node.node().slow.clone(), node.node().fast.clone());
        let inline = PollsInline::start(calls(slow, fast, node.async_cx()));
        world.advance(Duration::from_secs(5))?;
        assert!(inline.is_done());
    }
    Ok(())
}

#[tokio::test]
async fn wakers_that_poll_inline_are_woken_under_no_lock_in_wall_time() -> rosweave::Result {
    let node = NodeOptions::new().start_on::<Caller, _>(&InProcess::private()).await?;
    let (slow, fast) = (node.node().slow.clone(), node.node().fast.clone());
    let (done, finished) = tokio::sync::oneshot::channel();
    let cx = node.async_cx();
    let _inline = PollsInline::start(async move {
        calls(slow, fast, cx).await;
        let _ = done.send(());
    });
    finished.await.expect("it comes to its end");
    Ok(())
}

#[test]
fn what_waits_for_the_end_of_a_node_may_poll_inline() -> rosweave::Result {
    let world = World::new(1);
    let node = Arc::new(world.start::<Caller>()?);
    let waits = node.clone();
    let inline = PollsInline::start(async move {
        let _ = waits.wait().await;
    });
    node.request_stop();
    world.settle();
    assert!(inline.is_done());
    Ok(())
}
