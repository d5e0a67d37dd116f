//! The test world: the same seed gives the same run, time moves only when nothing can.
#![allow(missing_docs)]

use std::sync::Mutex;

use rosweave::prelude::*;
use rosweave::testing::World;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[derive(Group, Default)]
struct Other;

#[derive(Default)]
struct Log(Mutex<Vec<(u32, u64)>>);

impl Log {
    fn note(&self, who: u32, what: u64) {
        self.0.lock().unwrap().push((who, what));
    }
}

/// Yields in the middle, on a queue of a thousand messages, in tasks and on threads.
#[node]
struct Racer {
    log: Log,
}

#[node]
impl Racer {
    #[subscribe("in", qos(depth = 1000))]
    #[group(Io)]
    async fn spawned(&self, msg: u64) {
        tokio::task::yield_now().await;
        self.log.note(0, msg);
    }

    #[subscribe("in", qos(depth = 1000))]
    #[group(Other)]
    async fn inline(&self, msg: u64) {
        tokio::task::yield_now().await;
        self.log.note(1, msg);
    }

    #[subscribe("in", qos(depth = 1000))]
    fn threaded(&self, msg: u64, cx: &Cx) {
        if msg.is_multiple_of(100) {
            let _ = cx.sleep(Duration::from_millis(1));
        }
        self.log.note(2, msg);
    }
}

fn race(seed: u64) -> (Vec<(u32, u64)>, u64) {
    let world = World::new(seed);
    let node = world.start::<Racer>().unwrap();
    let publisher = world.publisher::<u64>("in", rosweave::Qos::DEFAULT).unwrap();
    for number in 0..1000 {
        publisher.publish(number).unwrap();
    }
    world.advance(Duration::from_secs(1)).unwrap();
    let log = std::mem::take(&mut *node.node().log.0.lock().unwrap());
    (log, world.steps())
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another_one() {
    let first = race(1);
    assert_eq!(first.0.len(), 3000);
    for _ in 0..3 {
        assert_eq!(race(1), first);
    }
    assert_ne!(race(2).0, first.0);
}

#[test]
fn time_moves_only_as_far_as_it_is_told() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Racer>()?;
    world.publish::<u64>("in", 100)?;
    world.settle();
    assert_eq!(world.now().elapsed(), Duration::ZERO);
    assert_eq!(node.node().log.0.lock().unwrap().len(), 2, "one of three sleeps");
    world.advance(Duration::from_micros(999))?;
    assert_eq!(node.node().log.0.lock().unwrap().len(), 2);
    world.advance(Duration::from_micros(1))?;
    assert_eq!(node.node().log.0.lock().unwrap().len(), 3);
    Ok(())
}

#[test]
fn a_test_can_go_step_by_step() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Racer>()?;
    world.settle();
    assert!(!world.step());
    world.publish::<u64>("in", 1)?;
    let mut steps = 0;
    while world.step() {
        steps += 1;
    }
    assert!(steps >= 4, "three groups and a spawned callback, which yields: {steps}");
    assert_eq!(node.node().log.0.lock().unwrap().len(), 3);
    Ok(())
}

struct Sum;

impl Service for Sum {
    type Request = u64;
    type Response = u64;
}

#[node]
struct Server;

#[node]
impl Server {
    #[service("sum", type = Sum)]
    fn sum(&self, number: u64) -> u64 {
        number + 1
    }
}

#[test]
fn nodes_come_and_go_while_the_others_run() -> rosweave::Result {
    use rosweave::Transport;
    let world = World::new(1);
    assert!(world.call::<Sum>("sum", 1).is_err());
    for _ in 0..3 {
        let server = world.start::<Server>()?;
        assert_eq!(world.call::<Sum>("sum", 1)?, 2);
        assert_eq!(world.transport().nodes(), ["/server", "/test"]);
        world.block_on(server.stop())??;
        assert_eq!(world.transport().nodes(), ["/test"]);
        assert!(world.call::<Sum>("sum", 1).is_err());
    }
    Ok(())
}

#[node]
struct Ticks {
    count: std::sync::atomic::AtomicU64,
}

#[node]
impl Ticks {
    #[timer("1s")]
    fn tick(&self) {
        self.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    #[timer("1s", missed = burst)]
    fn burst(&self) {}

    #[timer("1s", once)]
    #[group(Io)]
    async fn sleeps(&self, cx: &AsyncCx<Io>) {
        loop {
            cx.sleep(Duration::from_secs(1)).await;
        }
    }
}

#[test]
fn at_the_end_of_time_nothing_happens_any_more() -> rosweave::Result {
    let world = World::new(1);
    world.advance(Duration::MAX)?;
    let node = world.start::<Ticks>()?;
    for _ in 0..3 {
        world.advance(Duration::from_secs(10))?;
    }
    assert_eq!(node.node().count.load(std::sync::atomic::Ordering::Relaxed), 0);
    let before = world.steps();
    world.advance(Duration::MAX)?;
    assert!(world.steps() - before < 10, "nothing is left to be done");
    Ok(())
}

#[test]
fn a_timer_whose_time_comes_shortly_before_the_end_fires_as_often_as_it_can() -> rosweave::Result {
    let world = World::new(1);
    world.advance(Duration::MAX - Duration::from_secs(5))?;
    let node = world.start::<Ticks>()?;
    world.advance(Duration::MAX)?;
    assert_eq!(node.node().count.load(std::sync::atomic::Ordering::Relaxed), 4);
    Ok(())
}
