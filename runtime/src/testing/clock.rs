//! A simulator's clock, as a test plays it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;

use super::World;
use super::peers::TestPublisher;
use crate::error::{Result, TransportError};
use crate::facts::qos::Qos;
use crate::msgs::rosgraph_msgs::msg::Clock;
use crate::rt::sync::{Flag, lock, until};
use crate::rt::time::Time;

/// How often a clock that is played tells the time, in the world's own.
const STEP: Duration = Duration::from_millis(10);

impl World {
    /// A clock that nodes with `use_sim_time` follow: what it shows goes to `/clock`. It says nothing until it is set or
    /// played.
    ///
    /// The world's own time is another one: it goes on with [`advance`](World::advance), and drives this clock while
    /// that is played.
    ///
    /// # Errors
    /// Where `/clock` has another type.
    pub fn simulated_clock(&self) -> Result<SimulatedClock, TransportError> {
        let publisher = self.publisher::<Clock>("/clock", Qos::DEFAULT)?;
        let state = Mutex::new(State { time: Time::EPOCH, rate: None });
        let core = Arc::new(Core { publisher, state, changed: Notify::new(), end: Flag::default() });
        let (player, exec) = (core.clone(), self.exec());
        self.exec().spawn(Box::pin(async move {
            let play = async {
                loop {
                    player.played().await;
                    exec.sleep_until(exec.now() + STEP).await;
                    player.step();
                }
            };
            until(play, player.end.raised()).await;
        }));
        Ok(SimulatedClock { core })
    }
}

/// A simulator's clock: see [`World::simulated_clock`]. Dropping it ends what it plays.
pub struct SimulatedClock {
    core: Arc<Core>,
}

struct Core {
    publisher: TestPublisher<Clock>,
    state: Mutex<State>,
    changed: Notify,
    end: Flag,
}

struct State {
    time: Time,
    /// Simulated seconds in one of the world's; `None` while it stands still.
    rate: Option<f64>,
}

impl SimulatedClock {
    /// Shows a time, which may lie before the last one. Nodes hear it when the world runs next.
    ///
    /// # Errors
    /// As [`TestPublisher::publish`].
    pub fn set(&self, time: Time) -> Result<()> {
        lock(&self.core.state).time = time;
        self.core.tell()
    }

    /// Goes on from what it shows, by `rate` simulated seconds in one of the world's. It tells the time 100 times a
    /// second of the world's.
    pub fn play(&self, rate: f64) {
        lock(&self.core.state).rate = Some(rate);
        self.core.changed.notify_waiters();
    }

    /// Stands still.
    pub fn pause(&self) {
        lock(&self.core.state).rate = None;
    }

    /// What it shows.
    pub fn now(&self) -> Time {
        lock(&self.core.state).time
    }
}

impl Core {
    fn tell(&self) -> Result<()> {
        let clock = lock(&self.state).time.into();
        self.publisher.publish(Clock { clock })
    }

    /// Ready while it is played.
    async fn played(&self) {
        loop {
            let mut notified = std::pin::pin!(self.changed.notified());
            notified.as_mut().enable();
            if lock(&self.state).rate.is_some() {
                return;
            }
            notified.await;
        }
    }

    fn step(&self) {
        let mut state = lock(&self.state);
        // It was paused meanwhile.
        let Some(rate) = state.rate else { return };
        state.time = state.time + STEP.mul_f64(rate);
        drop(state);
        // A topic that went with its world hears nothing.
        let _ = self.tell();
    }
}

impl Drop for SimulatedClock {
    fn drop(&mut self) {
        self.core.end.raise();
    }
}

impl std::fmt::Debug for SimulatedClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimulatedClock").field("now", &self.now()).finish_non_exhaustive()
    }
}
