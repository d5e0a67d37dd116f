//! Whether RustDDS' threads still do their work.
//!
//! One packet that RustDDS can not bear ends its threads, and nothing says so: writers go on taking frames, and nothing
//! comes any more. So once a second a frame is given to a writer that nobody listens to. It takes the next one when its
//! thread has looked at the last one.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use rustdds::WriteOptionsBuilder;
use rustdds::bytes::Bytes;
use rustdds::no_key::DataWriter;

use super::aside::drop_aside;
use super::wire::{Frame, FrameWriter};
use crate::rt::sync::lock;
use crate::transport::{Health, Vitals};

/// The topic that nobody listens to. ROS 2 does not list it.
pub(super) const TOPIC: &str = "rosweave_pulse";
/// Its type.
pub(super) const TYPE_NAME: &str = "rosweave::dds_::Pulse_";
/// How often it is felt.
const EVERY: Duration = Duration::from_secs(1);
/// How long RustDDS may take for a frame. A machine that is busy takes long, too.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) struct Pulse {
    state: Mutex<State>,
    pub(super) vitals: Vitals,
}

/// What is felt.
pub(super) struct Heart {
    /// It keeps one frame.
    pub(super) writer: DataWriter<Frame, FrameWriter>,
}

/// What the pulse was like when it was felt; good where it was not time yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Good,
    Dead,
}

struct State {
    heart: Option<Arc<Heart>>,
    due: Instant,
    /// Since when a frame was not looked at.
    stuck: Option<Instant>,
}

impl Pulse {
    /// Without a heart nothing can die.
    pub(super) fn new(heart: Option<Heart>) -> Pulse {
        let state = State { heart: heart.map(Arc::new), due: Instant::now() + EVERY, stuck: None };
        Pulse { state: Mutex::new(state), vitals: Vitals::default() }
    }

    /// Another participant has taken the place of the one that was dead.
    pub(super) fn revive(&self, heart: Heart) {
        let old = {
            let mut state = lock(&self.state);
            (state.due, state.stuck) = (Instant::now() + EVERY, None);
            state.heart.replace(Arc::new(heart))
        };
        drop_aside(old);
        if self.vitals.set(None) {
            tracing::warn!("the wire is alive again: all has been opened afresh");
        }
    }

    /// Feels it, if it is time. Returns what it was like, and when to do it again.
    pub(super) fn feel(&self) -> (Beat, Instant) {
        let mut state = lock(&self.state);
        let now = Instant::now();
        if now < state.due {
            return (Beat::Good, state.due);
        }
        state.due = now + EVERY;
        let due = state.due;
        let Some(heart) = state.heart.clone() else { return (Beat::Good, due) };
        state.stuck = if heart.is_taken() { None } else { state.stuck.or(Some(now)) };
        let is_stuck = state.stuck.is_some_and(|since| now - since >= PATIENCE);
        drop(state);
        let ill = if !heart.discovers() {
            Some("RustDDS looks for nobody any more: its thread has ended".to_owned())
        } else if is_stuck {
            Some("RustDDS sends and receives nothing any more: its thread has ended or hangs".to_owned())
        } else {
            None
        };
        let beat = if ill.is_some() { Beat::Dead } else { Beat::Good };
        match (self.vitals.set(ill.clone()), ill) {
            (true, Some(reason)) => {
                tracing::error!(
                    reason,
                    "the wire is dead: nothing goes to other programs, nor comes from them; it is opened afresh"
                );
            }
            (true, None) => tracing::warn!("the wire is alive again"),
            (false, _) => {}
        }
        (beat, due)
    }

    /// Why the wire is dead, if it is.
    pub(super) fn illness(&self) -> Option<String> {
        match self.vitals.health() {
            Health::Good => None,
            Health::Dead { reason } => Some(reason),
        }
    }
}

impl Heart {
    /// Whether the last frame was looked at, so that this one is taken.
    fn is_taken(&self) -> bool {
        let options = WriteOptionsBuilder::new().best_effort_may_block(true).build();
        let write = pin!(self.writer.async_write_with_options(Frame(Bytes::new()), options));
        write.poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    /// Whether somebody takes what is said to the thread that discovers. RustDDS panics where another thread of its
    /// has panicked under a lock.
    ///
    /// That the writer is alive, which goes to its readers, and there are none. The participant's own liveliness would go
    /// to all others, each time, and be confirmed by all.
    fn discovers(&self) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.writer.assert_liveliness().is_ok())).unwrap_or(false)
    }
}
