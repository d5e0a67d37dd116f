//! What is counted of each callback.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::transport::Losses;

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) calls: Count,
    pub(crate) failed: Count,
    pub(crate) panicked: Count,
    pub(crate) cancelled: Count,
    pub(crate) missed: Arc<Count>,
    losses: OnceLock<Arc<dyn Losses>>,
}

#[derive(Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    /// Where a subscription's losses are counted. A callback has one subscription.
    pub(crate) fn set_losses(&self, losses: Arc<dyn Losses>) {
        let _ = self.losses.set(losses);
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
        }
    }
}

/// What a node has counted so far.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeStats {
    /// One entry a callback, in the order of the impl block.
    pub callbacks: Vec<CallbackStats>,
}

impl NodeStats {
    /// The entry of a callback.
    pub fn callback(&self, name: &str) -> Option<&CallbackStats> {
        self.callbacks.iter().find(|stats| stats.callback == name)
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
}
