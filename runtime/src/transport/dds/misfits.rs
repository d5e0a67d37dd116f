//! Ends of other programs that do not fit ours, which are told with the name of their node where that comes to be known.
//!
//! Discovery tells of an end before its program has announced whose it is.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::gid::Gid;
use crate::rt::lock::{lock, unlocked};
use crate::transport::holder::{Holder, Misfit};

/// How long it is waited for a name.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct Misfits(Mutex<Vec<Untold>>);

/// One that is not told yet.
struct Untold {
    topic: String,
    holder: Arc<Holder>,
    peer: Gid,
    mismatch: String,
    due: Instant,
}

impl Misfits {
    pub(super) fn add(&self, topic: String, holder: Arc<Holder>, peer: Gid, mismatch: String) {
        lock(&self.0).push(Untold { topic, holder, peer, mismatch, due: Instant::now() + PATIENCE });
    }

    /// Tells those whose node `name` knows, and those that have waited long enough. Returns when to look again.
    pub(super) fn tell(&self, name: impl Fn(Gid) -> Option<String>) -> Option<Instant> {
        let now = Instant::now();
        let mut told = Vec::new();
        let mut untold = lock(&self.0);
        untold.retain_mut(|misfit| {
            let name = name(misfit.peer);
            let stays = name.is_none() && misfit.due > now;
            if !stays {
                told.push((std::mem::take(&mut misfit.topic), misfit.with(name)));
            }
            stays
        });
        let again = untold.iter().map(|misfit| misfit.due).min();
        drop(untold);
        // The log can be the user's.
        for (topic, misfit) in told {
            unlocked(move || misfit.tell(&topic));
        }
        again
    }
}

impl Untold {
    fn with(&self, name: Option<String>) -> Misfit {
        let (ours, mismatch) = (Some(self.holder.to_string()), self.mismatch.clone());
        let (publisher, subscription) = if self.peer.is_reader() { (ours, name) } else { (name, ours) };
        Misfit { publisher, subscription, mismatch }
    }
}
