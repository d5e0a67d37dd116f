//! Odd places and hard times: what must hold there too.
#![allow(missing_docs)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{Error, InProcess, Qos};
use tokio::sync::Notify;

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct WakesItself {
    count: AtomicUsize,
}

#[node]
impl WakesItself {
    /// Wakes its own unit in its last step.
    #[subscribe("in", qos(depth = 100))]
    #[group(Io)]
    async fn heard(&self, _msg: &u64) {
        let notify = Notify::new();
        let mut notified = std::pin::pin!(notify.notified());
        notified.as_mut().enable();
        std::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            std::task::Poll::Ready(())
        })
        .await;
        self.count.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn units_that_wake_themselves_at_their_end_stop_nobody() -> rosweave::Result {
    for seed in 0..20 {
        let world = World::new(seed);
        let node = world.start::<WakesItself>()?;
        let publisher = world.publisher::<u64>("in", Qos::DEFAULT)?;
        for number in 0..100 {
            publisher.publish(number)?;
        }
        world.settle();
        assert_eq!(node.node().count.load(Ordering::Relaxed), 100);
    }
    Ok(())
}

#[node]
struct SlowStart;

#[node]
impl SlowStart {
    #[init]
    async fn init(_h: Handles<Self>) -> Self {
        tokio::task::yield_now().await;
        SlowStart
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn what_the_test_itself_drives_may_yield() -> rosweave::Result {
    let world = World::new(1);
    let _node = world.start::<SlowStart>()?;
    let seven = world.block_on(async {
        tokio::task::yield_now().await;
        7
    })?;
    assert_eq!(seven, 7);
    assert_eq!(world.now().elapsed(), Duration::ZERO);
    Ok(())
}

#[test]
fn a_test_that_waits_for_ever_is_told_though_a_timer_ticks() -> rosweave::Result {
    let world = World::new(1);
    let _node = world.start::<SlowStart>()?;
    let kept: Arc<Mutex<Vec<Responder<Echo>>>> = Arc::default();
    let keep = kept.clone();
    let _server =
        world.serve_with::<Echo>("echo", move |request| keep.lock().unwrap().push(request.responder))?;
    let error = world.call::<Echo>("echo", 1).expect_err("nobody answers");
    assert!(matches!(error, Error::Hang(_)), "{error}");
    Ok(())
}

#[node]
struct Cancelled {
    #[timer_handle("tick")]
    ticker: Timer,
    ticks: AtomicUsize,
}

#[node]
impl Cancelled {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        h.ticker.cancel();
        Cancelled { ticker: h.ticker, ticks: AtomicUsize::new(0) }
    }

    #[timer("1s")]
    fn tick(&self) {
        self.ticks.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_timer_that_init_cancels_does_not_run_until_it_is_reset() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Cancelled>()?;
    world.advance(Duration::from_secs(5))?;
    assert_eq!(node.node().ticks.load(Ordering::Relaxed), 0);
    node.node().ticker.reset();
    world.advance(Duration::from_secs(5))?;
    assert_eq!(node.node().ticks.load(Ordering::Relaxed), 5);
    Ok(())
}

/// Publishes when it is dropped.
struct Echoing(Option<Publisher<Echoing>>);

impl Drop for Echoing {
    fn drop(&mut self) {
        if let Some(publisher) = self.0.take() {
            let _ = publisher.publish(Echoing(None));
        }
    }
}

#[node]
struct Drops {
    #[publisher("echoing")]
    echoing: Publisher<Echoing>,
}

#[node]
impl Drops {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        for _ in 0..3 {
            self.echoing.publish(Echoing(Some(self.echoing.clone())))?;
        }
        Ok(())
    }

    #[subscribe("echoing", qos(depth = 1))]
    fn heard(&self, _message: &Echoing) {}
}

#[test]
fn a_message_may_publish_when_it_is_dropped() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Drops>()?;
    world.advance(Duration::from_secs(3))?;
    assert!(node.stats().callback("heard").unwrap().lost > 0);
    Ok(())
}

#[node]
struct Idle;

#[node]
impl Idle {
    #[timer("1h")]
    fn tick(&self) {}
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

#[test]
fn a_node_ends_with_its_runtime() {
    let first = runtime();
    let node = first.block_on(NodeOptions::new().start_on::<Idle, _>(&InProcess::private())).unwrap();
    drop(first);
    let second = runtime();
    second.block_on(node.wait()).unwrap();
    assert!(node.has_ended());
    second.block_on(node.stop()).unwrap();
    second.block_on(node.stop_within(Duration::from_secs(1))).unwrap();
}

#[node]
struct Ticks {
    ticked: Notify,
}

#[node]
impl Ticks {
    #[timer("1ms")]
    fn tick(&self) {
        self.ticked.notify_one();
    }
}

#[test]
fn a_runtime_without_timers_will_do() {
    let bare = tokio::runtime::Builder::new_current_thread().build().unwrap();
    bare.block_on(async {
        let node = NodeOptions::new().start_on::<Ticks, _>(&InProcess::private()).await.unwrap();
        node.node().ticked.notified().await;
        node.stop().await.unwrap();
    });
}

#[tokio::test]
async fn the_longest_durations_mean_never() -> rosweave::Result {
    let graph = InProcess::private();
    let options = NodeOptions::new().grace(Duration::MAX).stall_after(Duration::MAX);
    let node = options.start_on::<Controlled, _>(&graph).await?;
    node.node().ticker.set_period(Duration::MAX);
    let error = node.node().echo.call_timeout(&node.async_cx(), 1, Duration::MAX).await;
    assert!(error.is_err(), "nobody serves it");
    node.stop_within(Duration::MAX).await?;
    Ok(())
}

#[node]
struct Controlled {
    #[timer_handle("tick")]
    ticker: Timer,
    #[client("echo")]
    echo: Client<Echo, Io>,
}

#[node]
impl Controlled {
    #[timer("1s")]
    fn tick(&self) {}
}

#[node]
struct Bomb;

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("and again");
    }
}

#[node]
impl Bomb {
    #[timer("1s", once)]
    fn tick(&self) {
        std::panic::panic_any(PanicsInDrop);
    }
}

#[test]
fn a_panic_whose_payload_panics_ends_the_node_with_an_error() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Bomb>()?;
    world.advance(Duration::from_secs(2))?;
    assert!(node.has_ended());
    assert!(world.block_on(node.wait())?.is_err());
    Ok(())
}

#[node]
struct KeepsHandle {
    #[publisher("kept")]
    kept: Publisher<u64>,
}

static KEPT: Mutex<Option<Publisher<u64>>> = Mutex::new(None);

#[node]
impl KeepsHandle {
    #[init]
    fn init(h: Handles<Self>) -> Result<Self, &'static str> {
        *KEPT.lock().unwrap() = Some(h.kept.clone());
        Err("not today")
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn a_node_that_does_not_start_leaves_nothing_behind() {
    use rosweave::Transport;
    let world = World::new(1);
    world.start::<KeepsHandle>().expect_err("must not start");
    // What answers for its parameters ends when it runs again.
    world.settle();
    assert_eq!(world.transport().topics(), [""; 0]);
    assert!(KEPT.lock().unwrap().take().unwrap().publish(1).is_err());
}

#[test]
fn a_probe_that_is_overrun_says_how_much_it_lost() -> rosweave::Result {
    let world = World::new(0);
    let probe = world.subscribe::<u32>("/numbers")?;
    let publisher = world.publisher("/numbers", Qos::DEFAULT)?;
    let limit = Qos::KEEP_ALL_LIMIT as u32;
    for number in 0..limit + 3 {
        publisher.publish(number)?;
    }
    assert_eq!(probe.lost(), 3);
    assert_eq!(probe.take().first(), Some(&3));
    Ok(())
}

#[node]
#[derive(Default)]
struct Waits {
    bell: std::sync::Arc<Notify>,
    heard: std::sync::Arc<Notify>,
}

#[node]
impl Waits {
    #[timer("1ms", once)]
    async fn waits(&self) {
        self.bell.notified().await;
        self.heard.notify_one();
    }
}

struct Rings(std::sync::Arc<Notify>);

impl Drop for Rings {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[node]
struct Says {
    #[publisher("said")]
    said: Publisher<u64>,
}

#[node]
impl Says {
    #[subscribe("said")]
    fn heard(&self, _number: &u64) {}
}

/// What a thread drops last was made before it said anything, so what it knows of itself is gone by then.
#[tokio::test]
async fn a_thread_wakes_a_callback_at_its_end() -> rosweave::Result {
    thread_local! {
        static LAST: Mutex<Option<Rings>> = const { Mutex::new(None) };
    }
    let waits = NodeOptions::new().start::<Waits>().await?;
    let says = NodeOptions::new().start::<Says>().await?;
    let (bell, said) = (waits.node().bell.clone(), says.node().said.clone());
    let thread = std::thread::spawn(move || {
        LAST.with(|last| *last.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(Rings(bell)));
        said.publish(1)
    });
    thread.join().expect("it does not panic")?;
    let heard = tokio::time::timeout(Duration::from_secs(20), waits.node().heard.notified()).await;
    assert!(heard.is_ok(), "the callback was not woken");
    waits.stop().await?;
    says.stop().await?;
    Ok(())
}
