//! A request that its caller has given up is not begun any more.
#![allow(missing_docs)]

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use rosweave::prelude::*;
use rosweave::testing::World;

/// Takes a while for the first request, and is quick from then on.
struct Busy;

impl Service for Busy {
    type Request = u64;
    type Response = u64;
}

#[node]
struct Server {
    handled: Vec<u64>,
    #[publisher("handled")]
    log: Publisher<u64>,
}

#[node]
impl Server {
    #[service("busy", type = Busy)]
    async fn busy(&mut self, request: u64, cx: &AsyncCx) -> Result<u64, PublishError> {
        self.log.publish(request)?;
        if self.handled.is_empty() {
            cx.sleep(Duration::from_secs(3)).await;
        }
        self.handled.push(request);
        Ok(request)
    }
}

#[derive(Group, Default)]
struct Replies;

#[node]
struct Impatient {
    #[client("busy", timeout = "100ms")]
    busy: Client<Busy, Replies>,
    asked: u64,
}

#[node]
impl Impatient {
    #[timer("200ms")]
    fn ask(&mut self, cx: &Cx) -> Result<(), CallError> {
        self.asked += 1;
        self.busy.call(cx, self.asked).map(drop)
    }
}

/// Asks and asks, and waits for the first of its calls or for half a second.
#[node]
struct Dropper {
    #[client("busy")]
    busy: Client<Busy>,
}

#[node]
impl Dropper {
    #[subscribe("ask")]
    async fn ask(&self, number: u64, cx: &AsyncCx) {
        let call = pin!(self.busy.call(cx, number));
        let end = pin!(cx.sleep(Duration::from_millis(500)));
        first(call, end).await;
    }
}

/// Ready with the first of two.
async fn first(mut a: impl Future + Unpin, mut b: impl Future + Unpin) {
    std::future::poll_fn(|context| {
        let ready = std::pin::Pin::new(&mut a).poll(context).is_ready();
        if ready || std::pin::Pin::new(&mut b).poll(context).is_ready() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

#[test]
fn a_handler_does_not_begin_what_has_timed_out() -> rosweave::Result {
    let world = World::new(1);
    let handled = world.subscribe::<u64>("handled")?;
    let _server = world.start::<Server>()?;
    let client = world.start::<Impatient>()?;
    world.advance(Duration::from_millis(3150))?;
    // At 200 ms the first one, which holds the handler until 3200 ms. None of the others is waited for then.
    assert_eq!(handled.take(), [1]);
    world.advance(Duration::from_millis(100))?;
    assert_eq!(handled.take(), [16]);
    assert_eq!(client.stats().callback("ask").unwrap().failed, 15);
    Ok(())
}

#[test]
fn a_handler_does_not_begin_what_was_dropped() -> rosweave::Result {
    let world = World::new(1);
    let handled = world.subscribe::<u64>("handled")?;
    let _server = world.start::<Server>()?;
    let _client = world.start::<Dropper>()?;
    for number in 1..=3 {
        world.publish::<u64>("ask", number)?;
    }
    world.advance(Duration::from_secs(5))?;
    assert_eq!(handled.take(), [1]);
    Ok(())
}

#[test]
fn a_handler_does_not_begin_what_a_node_that_has_stopped_asked() -> rosweave::Result {
    let world = World::new(1);
    let handled = world.subscribe::<u64>("handled")?;
    let _server = world.start::<Server>()?;
    let first = world.start_with::<Impatient>(NodeOptions::new().name("first"))?;
    let second = world.start_with::<Impatient>(NodeOptions::new().name("second"))?;
    world.advance(Duration::from_millis(250))?;
    drop(first);
    drop(second);
    world.advance(Duration::from_secs(5))?;
    assert_eq!(handled.take(), [1]);
    Ok(())
}

/// Sleeps for as many hours as it is asked for.
struct Sleep;

impl Service for Sleep {
    type Request = u64;
    type Response = ();
}

#[node]
struct Sleeper {
    #[publisher("slept")]
    slept: Publisher<u64>,
}

#[node]
impl Sleeper {
    #[service("sleep", type = Sleep)]
    async fn sleep(&self, hours: u64, cx: &AsyncCx) -> Result<(), PublishError> {
        self.slept.publish(hours)?;
        cx.sleep(Duration::from_secs(hours * 3600)).await;
        Ok(())
    }
}

#[test]
fn a_handler_does_not_begin_what_a_test_has_given_up() -> rosweave::Result {
    let world = World::new(1);
    let slept = world.subscribe::<u64>("slept")?;
    let _sleeper = world.start::<Sleeper>()?;
    // A call of a test's ends after an hour.
    assert!(world.call::<Sleep>("sleep", 3).is_err());
    assert!(world.call::<Sleep>("sleep", 1).is_err());
    world.advance(Duration::from_secs(3 * 3600))?;
    assert_eq!(slept.take(), [3]);
    Ok(())
}

/// Asks as often as it is told to, and gives up at once.
#[node]
struct Flood {
    #[client("busy")]
    busy: Client<Busy, Replies>,
}

#[node]
impl Flood {
    #[subscribe("flood")]
    async fn flood(&self, requests: u64, cx: &AsyncCx) {
        for number in 0..requests {
            let call = pin!(self.busy.call(cx, number));
            assert!(call.poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
    }
}

#[test]
fn what_was_given_up_leaves_room_for_others() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.start::<Server>()?;
    let _flood = world.start::<Flood>()?;
    // Keeps the handler busy, so that the others wait.
    world.publish::<u64>("flood", 1)?;
    world.settle();
    world.publish::<u64>("flood", 70_000)?;
    world.settle();
    assert_eq!(world.call::<Busy>("busy", 7)?, 7);
    Ok(())
}

/// Its requests look after the service when they are dropped.
struct Curious;

static DROPPED: AtomicUsize = AtomicUsize::new(0);

struct Question(Option<Client<Curious, Replies>>, Option<Arc<NodeHandle<Asker>>>);

impl Drop for Question {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::Relaxed);
        if let (Some(client), Some(node)) = (self.0.take(), self.1.take()) {
            let cx = node.async_cx();
            let again = pin!(client.call(&*cx, Question(None, None)));
            let _ = again.poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

impl Service for Curious {
    type Request = Question;
    type Response = ();
}

#[node]
struct Asker {
    #[client("curious")]
    curious: Client<Curious, Replies>,
}

#[node]
impl Asker {
    #[subscribe("unused")]
    fn unused(&self, _message: &u8) {}
}

#[test]
fn what_is_given_up_is_dropped_outside_of_the_queues_lock() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Curious>("curious", |_| ())?;
    let node = Arc::new(world.start::<Asker>()?);
    let client = node.node().curious.clone();
    {
        let cx = node.async_cx();
        let call = pin!(client.call(&*cx, Question(Some(client.clone()), Some(node.clone()))));
        assert!(call.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(DROPPED.load(Ordering::Relaxed), 2);
    Ok(())
}
