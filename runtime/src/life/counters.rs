//! What is counted of each callback.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::transport::Losses;

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) calls: Count,
    pub(crate) failed: Count,
    pub(crate) panicked: Count,
    pub(crate) cancelled: Count,
    pub(crate) missed: Arc<Count>,
    /// What the log says of failures.
    pub(crate) said: Throttle,
    losses: OnceLock<Arc<dyn Losses>>,
}

#[derive(Default)]
pub(crate) struct Count(AtomicU64);

/// Keeps a callback that fails again and again from filling the log.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<Option<Said>>);

struct Said {
    last: Time,
    /// What was not said since.
    unsaid: u64,
}

/// How long the log is silent about a callback that has failed.
pub(crate) const SILENCE: Duration = Duration::from_secs(5);

impl Throttle {
    /// Whether a failure at `now` is to be said, and how many were not since the last one that was.
    pub(crate) fn pass(&self, now: Time) -> Option<u64> {
        let mut said = lock(&self.0);
        match &mut *said {
            Some(said) if now.since(said.last) < SILENCE => {
                said.unsaid += 1;
                None
            }
            said => {
                let unsaid = said.as_ref().map_or(0, |said| said.unsaid);
                *said = Some(Said { last: now, unsaid: 0 });
                Some(unsaid)
            }
        }
    }
}

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// Adds one where nobody else does meanwhile.
    pub(crate) fn step(&self) {
        self.0.store(self.0.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    /// Where the losses of a subscription or service are counted. A callback has one.
    pub(crate) fn set_losses(&self, losses: Arc<dyn Losses>) {
        let _ = self.losses.set(losses);
    }

    /// How many calls of the callback could begin if its group were free.
    pub(super) fn waiting(&self) -> usize {
        self.losses.get().map_or(0, |losses| losses.waiting())
    }

    pub(crate) fn snapshot(&self, callback: &'static str) -> CallbackStats {
        CallbackStats {
            callback,
            calls: self.calls.get(),
            failed: self.failed.get(),
            panicked: self.panicked.get(),
            cancelled: self.cancelled.get(),
            missed: self.missed.get(),
            lost: self.losses.get().map_or(0, |losses| losses.lost()),
            incompatible: self.losses.get().map_or(0, |losses| losses.incompatible()),
            malformed: self.losses.get().map_or(0, |losses| losses.malformed()),
            mistyped: self.losses.get().map_or(0, |losses| losses.mistyped()),
        }
    }
}

/// What a node has counted so far.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeStats {
    /// One entry a callback, in the order of the impl block.
    pub callbacks: Vec<CallbackStats>,
    /// One entry a client or publisher, in the order of the struct.
    pub handles: Vec<HandleStats>,
}

impl NodeStats {
    /// The entry of a callback.
    pub fn callback(&self, name: &str) -> Option<&CallbackStats> {
        self.callbacks.iter().find(|stats| stats.callback == name)
    }

    /// The entry of a client or publisher.
    pub fn handle(&self, field: &str) -> Option<&HandleStats> {
        self.handles.iter().find(|stats| stats.field == field)
    }
}

/// What is counted of a client or a publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandleStats {
    /// Its field.
    pub field: &'static str,
    /// How many replies of a client were lost before anybody read them.
    pub lost: u64,
    /// How many peers are not connected with it, because one offers less quality of service than the other asks
    /// for.
    pub incompatible: u64,
    /// How many replies of a client were dropped because they could not be decoded.
    pub malformed: u64,
    /// How many peers have another type under the same name.
    pub mistyped: u64,
}

impl HandleStats {
    pub(crate) fn snapshot(field: &'static str, losses: &dyn Losses) -> HandleStats {
        HandleStats {
            field,
            lost: losses.lost(),
            incompatible: losses.incompatible(),
            malformed: losses.malformed(),
            mistyped: losses.mistyped(),
        }
    }
}

/// What is counted of one callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackStats {
    /// Its name.
    pub callback: &'static str,
    /// How often it was started.
    pub calls: u64,
    /// How often it returned an error.
    pub failed: u64,
    /// How often it panicked.
    pub panicked: u64,
    /// How often it was dropped because its node stopped.
    pub cancelled: u64,
    /// How many calls of a timer were left out because it came too late.
    pub missed: u64,
    /// How many messages were lost: the queue was full, or the node stopped before it came to them.
    pub lost: u64,
    /// How many publishers do not reach it, because they offer less quality of service than it asks for.
    pub incompatible: u64,
    /// How many messages or requests were dropped because they could not be decoded.
    pub malformed: u64,
    /// How many peers have another type under the same name, and are not listened to.
    pub mistyped: u64,
}
