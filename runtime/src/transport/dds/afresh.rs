//! Why a participant is opened afresh, and how often.
//!
//! What is under way then is lost, and others can bring it about: one that is away for its lease and comes back, again
//! and again, and the lease is as short as it likes. So one that is alive is left alone for a while.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::network::Place;
use crate::rt::sync::lock;

/// How long a participant is left alone.
const LONG: Duration = Duration::from_secs(20);

/// Why a participant is opened afresh.
pub(super) enum Why {
    /// It is dead, which was said.
    Dead,
    /// One that it has forgotten is there again.
    Back,
    /// The host has addresses that it has not.
    Moved(BTreeSet<Place>),
}

impl Why {
    pub(super) fn say(&self) {
        match self {
            Why::Dead => {}
            Why::Back => tracing::warn!(
                "a program is back that was not heard of for longer than its lease, and RustDDS does not take it up \
                 again: all has been opened afresh"
            ),
            Why::Moved(new) => {
                let addresses: Vec<_> = new.iter().map(|place| place.address.to_string()).collect();
                tracing::info!(
                    addresses = addresses.join(", "),
                    "this host has got another address, which RustDDS does not listen on yet: all has been opened afresh"
                );
            }
        }
    }
}

/// Since when it is.
#[derive(Default)]
pub(super) struct Rest(Mutex<Option<Instant>>);

impl Rest {
    /// It was opened afresh.
    pub(super) fn after(&self, why: &Why, now: Instant) {
        if !matches!(why, Why::Dead) {
            *lock(&self.0) = Some(now);
        }
    }

    pub(super) fn is_over(&self, now: Instant) -> bool {
        lock(&self.0).is_none_or(|since| now.duration_since(since) >= LONG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_time_is_at_once_and_the_next_one_is_not() {
        let rest = Rest::default();
        let now = Instant::now();
        assert!(rest.is_over(now));
        rest.after(&Why::Dead, now);
        assert!(rest.is_over(now), "there is nothing to leave alone");
        rest.after(&Why::Back, now);
        assert!(!rest.is_over(now) && !rest.is_over(now + LONG / 2));
        assert!(rest.is_over(now + LONG));
    }
}
