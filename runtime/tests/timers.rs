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
