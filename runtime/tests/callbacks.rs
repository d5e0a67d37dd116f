//! What callbacks get, and what becomes of what they return.
#![allow(missing_docs)]

use std::sync::atomic::{AtomicU64, Ordering};

use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{CallError, Error};

/// Is the number even?
struct IsEven;

impl Service for IsEven {
    type Request = u64;
    type Response = bool;
}

/// Can not be cloned.
#[derive(Debug, PartialEq)]
struct Precious(u64);

#[node]
struct Forms {
    #[publisher("out")]
    out: Publisher<String>,
}

#[node]
impl Forms {
    #[subscribe("by_value")]
    fn by_value(&self, msg: u64) -> Result<(), PublishError> {
        self.out.publish(format!("value {msg}"))
    }

    #[subscribe("by_ref")]
    fn by_ref(&self, msg: &Precious) -> Result<(), PublishError> {
        self.out.publish(format!("ref {}", msg.0))
    }

    #[subscribe("shared")]
    async fn shared(&self, info: &MessageInfo, msg: Arc<Precious>) -> Result<(), PublishError> {
        self.out.publish(format!("arc {} number {}", msg.0, info.sequence))
    }
}

#[test]
fn messages_come_by_value_by_reference_and_shared() -> rosweave::Result {
    let world = World::new(1);
    let out = world.subscribe::<String>("out")?;
    let _node = world.start::<Forms>()?;
    world.publish::<u64>("by_value", 1)?;
    world.settle();
    world.publish("by_ref", Precious(2))?;
    world.settle();
    world.publisher::<Precious>("shared", rosweave::Qos::DEFAULT)?.publish(Arc::new(Precious(3)))?;
    world.settle();
    assert_eq!(out.take(), ["value 1", "ref 2", "arc 3 number 1"]);
    Ok(())
}

#[derive(Group)]
struct Sum {
    total: u64,
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Seen {
    count: AtomicU64,
}

#[node]
struct Stateful {
    #[publisher("total")]
    total: Publisher<u64>,
    #[publisher("seen")]
    seen: Publisher<u64>,
    step: u64,
}

#[node]
impl Stateful {
    #[init]
    fn init(h: Handles<Self>) -> Result<(Self, Sum), String> {
        Ok((Stateful { total: h.total, seen: h.seen, step: 10 }, Sum { total: 100 }))
    }

    #[subscribe("add")]
    #[group(Sum)]
    fn add(&self, state: &mut Sum, msg: u64) -> Result<(), PublishError> {
        state.total += msg * self.step;
        self.total.publish(state.total)
    }

    #[subscribe("add")]
    #[group(Seen)]
    async fn see(&self, _msg: &u64, state: &Seen) -> Result<(), PublishError> {
        self.seen.publish(state.count.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

#[test]
fn groups_own_their_state_and_init_gives_it() -> rosweave::Result {
    let world = World::new(2);
    let (total, seen) = (world.subscribe::<u64>("total")?, world.subscribe::<u64>("seen")?);
    let _node = world.start::<Stateful>()?;
    for number in 1..=3 {
        world.publish::<u64>("add", number)?;
    }
    world.settle();
    assert_eq!(total.take(), [110, 130, 160]);
    assert_eq!(seen.take().len(), 3);
    Ok(())
}

#[node]
struct Broken;

#[node]
impl Broken {
    #[init]
    async fn init(_h: Handles<Self>) -> Result<Self, &'static str> {
        Err("no camera")
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn an_init_that_fails_keeps_the_node_from_starting() {
    let world = World::new(1);
    let error = world.start::<Broken>().expect_err("must not start");
    assert_eq!(error.to_string(), "`/broken` could not be made: no camera");
    use rosweave::Transport;
    world.settle();
    assert_eq!(world.transport().nodes(), ["/test"]);
}

#[node]
struct Fails;

#[node]
impl Fails {
    #[subscribe("in")]
    fn heard(&self, msg: u64) -> Result<(), String> {
        if msg.is_multiple_of(2) { Ok(()) } else { Err(format!("{msg} is odd")) }
    }

    #[service("is_even", type = IsEven)]
    fn is_even(&self, number: u64) -> Result<bool, String> {
        if number > 9 { Err("too large".to_owned()) } else { Ok(number.is_multiple_of(2)) }
    }
}

#[test]
fn errors_are_counted_and_a_services_error_reaches_its_caller() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Fails>()?;
    for number in 0..5 {
        world.publish::<u64>("in", number)?;
    }
    world.settle();
    assert!(world.call::<IsEven>("is_even", 4)?);
    let failed = world.call::<IsEven>("is_even", 10).expect_err("must fail");
    let Error::Call(CallError::Failed { service, reason }) = failed else { panic!("{failed:?}") };
    assert_eq!((service.as_str(), reason.as_str()), ("/is_even", "too large"));
    let stats = node.stats();
    let heard = stats.callback("heard").expect("is a callback");
    assert_eq!((heard.calls, heard.failed), (5, 2));
    assert_eq!(stats.callback("is_even").expect("is a callback").failed, 1);
    Ok(())
}

/// Answers later, in another callback.
#[node]
#[derive(Default)]
struct Later {
    waiting: Vec<Responder<IsEven>>,
}

#[node]
impl Later {
    #[service("later", type = IsEven)]
    fn later(&mut self, _number: &u64, responder: Responder<IsEven>) {
        self.waiting.push(responder);
    }

    #[timer("1s")]
    fn answer(&mut self) {
        self.waiting.drain(..).for_each(|responder| responder.send(true));
    }
}

#[test]
fn a_service_may_answer_later() -> rosweave::Result {
    let world = World::new(1);
    let _node = world.start::<Later>()?;
    assert!(world.call::<IsEven>("later", 1)?);
    assert_eq!(world.now().elapsed(), Duration::from_secs(1));
    Ok(())
}

#[node(name = "named", namespace = "/robot")]
struct Names {
    #[publisher("relative")]
    relative: Publisher<u64>,
    #[publisher("~/private")]
    private: Publisher<u64>,
    #[publisher("/absolute")]
    absolute: Publisher<u64>,
}

#[node]
impl Names {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.relative.publish(1)?;
        self.private.publish(2)?;
        self.absolute.publish(3)
    }
}

#[test]
fn names_resolve_and_are_remapped() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Names>()?;
    let other = world.start_with::<Names>(
        NodeOptions::new().name("other").namespace("/").remap("~/private", "elsewhere"),
    )?;
    let topics = ["/robot/relative", "/robot/named/private", "/relative", "/elsewhere"];
    let probes = topics.map(|topic| world.subscribe::<u64>(topic).expect("can subscribe"));
    let absolute = world.subscribe::<u64>("/absolute")?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(probes.map(|probe| probe.take()), [[1], [2], [1], [2]]);
    assert_eq!(absolute.take(), [3, 3]);
    assert_eq!((node.name(), other.name()), ("/robot/named", "/other"));
    let bad = world.start_with::<Names>(NodeOptions::new().name("a b")).expect_err("must not start");
    assert!(bad.to_string().contains("`a b`"), "{bad}");
    Ok(())
}
