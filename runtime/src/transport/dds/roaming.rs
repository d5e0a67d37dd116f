//! Notices that this host has got another address: it had none yet when the program began, or its network is another
//! one now.
//!
//! RustDDS listens on the interfaces that there are when a participant is made, and says their addresses to others. It
//! does not look again. So a participant of ours that lacks an address is opened afresh, as soon as the address lasts.
//! Those that have gone do no harm, and one that comes back on its interface is the one that it was.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::network::Place;
use crate::rt::sync::lock;

/// How often it is looked. An address that is there twice in a row lasts.
const EVERY: Duration = Duration::from_secs(3);

pub(super) struct Roaming(Mutex<State>);

struct State {
    /// Those that the participant has.
    known: BTreeSet<Place>,
    /// Others that were there when it was looked last.
    new: BTreeSet<Place>,
    due: Instant,
}

impl Roaming {
    /// Of a participant that has these.
    pub(super) fn new(known: BTreeSet<Place>) -> Roaming {
        Roaming(Mutex::new(State { known, new: BTreeSet::new(), due: Instant::now() + EVERY }))
    }

    /// Another participant has taken its place.
    pub(super) fn reopen(&self, known: BTreeSet<Place>) {
        let mut state = lock(&self.0);
        (state.known, state.new) = (known, BTreeSet::new());
    }

    /// Those that last and that the participant lacks, if it is time to look which are `there`.
    pub(super) fn look(&self, now: Instant, there: impl FnOnce() -> BTreeSet<Place>) -> BTreeSet<Place> {
        let mut state = lock(&self.0);
        if now < state.due {
            return BTreeSet::new();
        }
        state.due = now + EVERY;
        let new: BTreeSet<_> = there().difference(&state.known).copied().collect();
        let last = std::mem::replace(&mut state.new, new);
        state.new.intersection(&last).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(interface: u32, last: u8) -> Place {
        Place { interface, address: [10, 0, 0, last].into() }
    }

    #[test]
    fn an_address_that_lasts_is_news_until_the_participant_has_it() {
        let (old, new, later) = (at(2, 2), at(2, 3), at(3, 4));
        let roaming = Roaming::new([old].into());
        let start = Instant::now();
        let look = |round: u32, there: &[Place]| {
            roaming.look(start + 2 * EVERY * round, || there.iter().copied().collect())
        };
        assert!(look(1, &[old, new]).is_empty(), "it may go again");
        let too_soon = start + 2 * EVERY + EVERY / 2;
        assert!(roaming.look(too_soon, || panic!("it is not time")).is_empty());
        assert_eq!(look(2, &[new, later]), [new].into());
        assert_eq!(look(3, &[new, later]), [new, later].into(), "nothing was done about it");
        roaming.reopen([new, later].into());
        assert!(look(4, &[new, later]).is_empty() && look(5, &[new, later]).is_empty());
    }

    #[test]
    fn what_comes_and_goes_is_no_news_and_what_is_on_another_interface_is() {
        let (old, flapping, moved) = (at(2, 2), at(3, 3), at(4, 2));
        let roaming = Roaming::new([old].into());
        let start = Instant::now();
        let look = |round: u32, there: &[Place]| {
            roaming.look(start + 2 * EVERY * round, || there.iter().copied().collect())
        };
        for round in 0..5 {
            assert!(look(4 * round + 1, &[flapping]).is_empty());
            assert!(look(4 * round + 2, &[]).is_empty());
            assert!(look(4 * round + 3, &[old]).is_empty() && look(4 * round + 4, &[old]).is_empty());
        }
        assert!(look(21, &[moved]).is_empty());
        assert_eq!(look(22, &[moved]), [moved].into(), "the group is joined by interface");
    }
}
