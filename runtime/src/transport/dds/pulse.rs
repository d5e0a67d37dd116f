//! Whether RustDDS' threads still do their work.
//!
//! One packet that RustDDS can not bear ends its threads, and nothing says so: writers go on taking frames, and nothing
//! comes any more. So once a second a frame is given to a writer that nobody listens to. It takes the next one when its
//! thread has looked at the last one.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;
use rustdds::no_key::DataWriter;
use rustdds::{DomainParticipant, WriteOptionsBuilder};

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
    writer: DataWriter<Frame, FrameWriter>,
    joined: DomainParticipant,
    state: Mutex<State>,
    pub(super) vitals: Vitals,
}

struct State {
    due: Instant,
    /// Since when a frame was not looked at.
    stuck: Option<Instant>,
}

impl Pulse {
    /// The writer keeps one frame.
    pub(super) fn new(writer: DataWriter<Frame, FrameWriter>, joined: DomainParticipant) -> Pulse {
        let state = State { due: Instant::now() + EVERY, stuck: None };
        Pulse { writer, joined, state: Mutex::new(state), vitals: Vitals::default() }
    }

    /// Feels it, if it is time. Returns when to do it again.
    pub(super) fn feel(&self) -> Option<Instant> {
        let mut state = lock(&self.state);
        let now = Instant::now();
        if now < state.due {
            return Some(state.due);
        }
        state.due = now + EVERY;
        let due = state.due;
        state.stuck = if self.is_taken() { None } else { state.stuck.or(Some(now)) };
        let is_stuck = state.stuck.is_some_and(|since| now - since >= PATIENCE);
        drop(state);
        let ill = if !self.discovers() {
            Some("RustDDS looks for nobody any more: its thread has ended".to_owned())
        } else if is_stuck {
            Some("RustDDS sends and receives nothing any more: its thread has ended or hangs".to_owned())
        } else {
            None
        };
        match (self.vitals.set(ill.clone()), ill) {
            (true, Some(reason)) => {
                tracing::error!(
                    reason,
                    "the wire is dead: nothing goes to other programs, nor comes from them"
                );
            }
            (true, None) => tracing::warn!("the wire is alive again"),
            (false, _) => {}
        }
        Some(due)
    }

    /// Why the wire is dead, if it is.
    pub(super) fn illness(&self) -> Option<String> {
        match self.vitals.health() {
            Health::Good => None,
            Health::Dead { reason } => Some(reason),
        }
    }

    /// Whether the last frame was looked at, so that this one is taken.
    fn is_taken(&self) -> bool {
        let options = WriteOptionsBuilder::new().best_effort_may_block(true).build();
        let write = pin!(self.writer.async_write_with_options(Frame(Bytes::new()), options));
        write.poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    /// Whether somebody takes what is said to the thread that discovers. RustDDS panics where another thread of its
    /// has panicked under a lock.
    fn discovers(&self) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.joined.assert_liveliness().is_ok())).unwrap_or(false)
    }
}
