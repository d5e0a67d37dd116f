//! Whether what this participant sends by multicast comes back to it.
//!
//! Participants find each other by multicast. A firewall that keeps it out, or a container's network, is a program that
//! finds nobody and does not know why. A host hears its own multicast, so where that does not come, others' does not.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::rt::sync::lock;

/// How long it may take, on a machine that is busy, too.
const PATIENCE: Duration = Duration::from_secs(10);

/// Until when it listens; `None` when it has heard, or said that it has not.
pub(super) struct Ear(Mutex<Option<Instant>>);

impl Ear {
    /// Of a participant that sends by multicast.
    pub(super) fn open() -> Ear {
        Ear(Mutex::new(Some(Instant::now() + PATIENCE)))
    }

    /// Of one that sends to addresses.
    pub(super) fn closed() -> Ear {
        Ear(Mutex::new(None))
    }

    /// Another participant has taken its place, which sends by multicast or not.
    pub(super) fn reopen(&self, has_multicast: bool) {
        *lock(&self.0) = has_multicast.then(|| Instant::now() + PATIENCE);
    }

    /// The participant has heard itself.
    pub(super) fn hears(&self) {
        *lock(&self.0) = None;
    }

    /// Says once what is wrong, if so. Returns when to look again.
    pub(super) fn listen(&self) -> Option<Instant> {
        let is_deaf = self.is_deaf(Instant::now());
        if is_deaf {
            tracing::warn!(
                "what this program sends by multicast does not come back: a firewall or a container's network keeps it \
                 out, so that programs do not find each other; let UDP to 239.255.0.1 through, run the container in \
                 the host's network, or keep to this host with ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST"
            );
        }
        *lock(&self.0)
    }

    fn is_deaf(&self, now: Instant) -> bool {
        lock(&self.0).take_if(|until| *until <= now).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_hear_itself_in_time_is_deaf_once() {
        let (deaf, hearing) = (Ear::open(), Ear::open());
        hearing.hears();
        let now = Instant::now();
        assert!(!deaf.is_deaf(now), "there is time yet");
        let later = now + PATIENCE;
        assert!(deaf.is_deaf(later));
        assert!(!deaf.is_deaf(later), "it was said");
        assert!(!hearing.is_deaf(later) && !Ear::closed().is_deaf(later));
        deaf.reopen(false);
        hearing.reopen(true);
        let later = later + PATIENCE;
        assert!(!deaf.is_deaf(later) && hearing.is_deaf(later), "another one has another network");
    }
}
