//! Timers keep phase, and never burst unless they are told to.
#![allow(missing_docs)]

use std::sync::Mutex;

use rosweave::prelude::*;
use rosweave::testing::World;

#[derive(Default)]
struct Log(Mutex<Vec<u128>>);

impl Log {
    fn note(&self, time: rosweave::Time) {
        self.0.lock().unwrap().push(time.elapsed().as_millis());
    }

    fn take(&self) -> Vec<u128> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A group a timer, so that none is in another's way.
macro_rules! slow_timer {
    ($node:ident, $group:ident, $missed:ident) => {
        #[node]
        struct $node {
            log: Log,
        }

        #[node]
        impl $node {
            /// Takes 2.5 s the first time.
            #[timer("1s", missed = $missed)]
            async fn tick(&self, cx: &AsyncCx) {
                self.log.note(cx.now());
                if cx.now().elapsed() == Duration::from_secs(1) {
                    cx.sleep(Duration::from_millis(2500)).await;
                }
            }
        }
    };
}

slow_timer!(Skips, SkipGroup, skip);
slow_timer!(Delays, DelayGroup, delay);
slow_timer!(Bursts, BurstGroup, burst);

#[test]
fn a_timer_slower_than_its_callback_skips_and_keeps_phase() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Skips>()?;
    world.advance(Duration::from_millis(5900))?;
    assert_eq!(node.node().log.take(), [1000, 3500, 4000, 5000]);
    assert_eq!(node.stats().callback("tick").unwrap().missed, 1);
    Ok(())
}

#[test]
fn a_timer_that_delays_takes_a_new_phase() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Delays>()?;
    world.advance(Duration::from_millis(5900))?;
    assert_eq!(node.node().log.take(), [1000, 3500, 4500, 5500]);
    assert_eq!(node.stats().callback("tick").unwrap().missed, 1);
    Ok(())
}

#[test]
fn a_timer_that_bursts_makes_up_for_every_call() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Bursts>()?;
    world.advance(Duration::from_millis(5900))?;
    assert_eq!(node.node().log.take(), [1000, 3500, 3500, 4000, 5000]);
    assert_eq!(node.stats().callback("tick").unwrap().missed, 0);
    Ok(())
}

#[node]
struct Controlled {
    #[timer_handle("tick")]
    tick: Timer,
    log: Log,
}

#[node]
impl Controlled {
    #[timer("1s")]
    fn tick(&self, cx: &Cx, timer: &Timer) {
        self.log.note(cx.now());
        assert_eq!(timer.period(), self.tick.period());
    }

    #[subscribe("command")]
    fn command(&self, command: String) {
        match command.as_str() {
            "cancel" => self.tick.cancel(),
            "reset" => self.tick.reset(),
            "fast" => self.tick.set_period(Duration::from_millis(500)),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_timer_can_be_cancelled_reset_and_changed() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Controlled>()?;
    let log = || node.node().log.take();
    world.advance(Duration::from_millis(2500))?;
    assert_eq!(log(), [1000, 2000]);
    world.publish("command", "cancel".to_owned())?;
    world.advance(Duration::from_millis(2000))?;
    assert_eq!(log(), []);
    assert!(node.node().tick.is_cancelled());
    world.publish("command", "reset".to_owned())?;
    world.advance(Duration::from_millis(2000))?;
    assert_eq!(log(), [5500, 6500]);
    world.publish("command", "fast".to_owned())?;
    world.advance(Duration::from_millis(1000))?;
    assert_eq!(log(), [7000, 7500]);
    assert_eq!(node.node().tick.time_until_next(), Some(Duration::from_millis(500)));
    Ok(())
}

#[node]
struct Once {
    log: Log,
}

#[node]
impl Once {
    #[timer("3s", once)]
    fn tick(&self, cx: &Cx) {
        self.log.note(cx.now());
    }
}

#[test]
fn a_one_shot_timer_fires_once() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Once>()?;
    world.advance(Duration::from_secs(10))?;
    assert_eq!(node.node().log.take(), [3000]);
    Ok(())
}

/// Stamps what it does with the time of its clock.
#[node]
struct Stamper {
    #[publisher("stamps", qos(depth = 100))]
    stamps: Publisher<Time>,
    #[publisher("woke")]
    woke: Publisher<Time>,
}

#[node]
impl Stamper {
    #[timer("1s")]
    fn tick(&self, timer: &Timer) -> Result<(), PublishError> {
        assert_eq!(timer.scheduled(), Some(timer.now()), "it is not late");
        self.stamps.publish(timer.now())
    }

    #[subscribe("stamps")]
    #[group(Sleeps)]
    fn heard(&self, stamp: &Time, info: &MessageInfo) {
        assert_eq!((info.source_time, info.received_time), (*stamp, *stamp));
    }

    #[subscribe("sleep")]
    #[group(Sleeps)]
    async fn sleep(&self, span: Duration, cx: &AsyncCx<Sleeps>) -> Result<(), PublishError> {
        cx.sleep(span).await;
        self.woke.publish(cx.now())
    }

    #[subscribe("sleep_until")]
    #[group(Sleeps)]
    async fn sleep_until(&self, time: Time, cx: &AsyncCx<Sleeps>) -> Result<(), PublishError> {
        if cx.sleep_until(time).await.is_ok() {
            self.woke.publish(cx.now())?;
        }
        Ok(())
    }
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Sleeps;

fn seconds(seconds: f64) -> Time {
    Time::since_epoch(Duration::from_secs_f64(seconds))
}

/// A robot without a clock of its own boots, and hears from the network what time it is; later it is set back a little.
#[test]
fn a_node_follows_when_the_systems_clock_is_set_and_its_timers_go_on() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Stamper>()?;
    let stamps = world.subscribe::<Time>("stamps")?;
    world.advance(Duration::from_millis(1500))?;
    world.set_system_time(seconds(1000.0));
    assert_eq!(node.cx().now(), seconds(1000.0));
    world.advance(Duration::from_secs(2))?;
    world.set_system_time(seconds(900.0));
    world.advance(Duration::from_secs(1))?;
    assert_eq!(stamps.take(), [1.0, 1000.5, 1001.5, 900.5].map(seconds));
    let stats = node.stats();
    let of = |callback| stats.callback(callback).expect("it has it");
    assert_eq!((of("tick").missed, of("heard").calls), (0, 4));
    assert!(!node.has_ended());
    Ok(())
}

#[test]
fn a_sleep_lasts_as_long_as_it_is_told_whoever_sets_the_systems_clock() -> rosweave::Result {
    let world = World::new(1);
    let _node = world.start::<Stamper>()?;
    let woke = world.subscribe::<Time>("woke")?;
    for to in [5000.0, 0.0] {
        world.publish("sleep", Duration::from_secs(10))?;
        world.advance(Duration::from_secs(3))?;
        world.set_system_time(seconds(to));
        world.advance(Duration::from_millis(6900))?;
        assert_eq!(woke.take(), []);
        world.advance(Duration::from_millis(100))?;
        assert_eq!(woke.take(), [seconds(to + 7.0)]);
    }
    Ok(())
}

#[test]
fn a_sleep_up_to_a_point_in_time_ends_when_the_clock_shows_it_however_that_was_set() -> rosweave::Result {
    let world = World::new(1);
    let _node = world.start::<Stamper>()?;
    let woke = world.subscribe::<Time>("woke")?;
    world.publish("sleep_until", seconds(100.0))?;
    world.advance(Duration::from_secs(50))?;
    world.set_system_time(seconds(40.0));
    world.advance(Duration::from_millis(59_900))?;
    assert_eq!(woke.take(), []);
    world.advance(Duration::from_millis(100))?;
    assert_eq!(woke.take(), [seconds(100.0)]);
    world.publish("sleep_until", seconds(90_000.0))?;
    world.advance(Duration::from_millis(200))?;
    world.set_system_time(seconds(95_000.0));
    world.advance(Duration::from_secs(1))?;
    assert_eq!(woke.take(), [seconds(95_000.8)], "it looks every second");
    Ok(())
}
