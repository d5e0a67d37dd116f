//! Participants that were given up because nothing was heard of them, and are there again: their network was away, or
//! they were stopped for a while.
//!
//! RustDDS does not take up such a participant again: what it says of its endpoints has the numbers that it had before,
//! and what RustDDS has read once it does not read again. The other side may never have missed us, and says nothing
//! new. So another participant of ours takes the place of the one that there is: it knows nobody yet.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::gid::Prefix;

/// Of how many it is known.
const LIMIT: usize = 1024;
/// How long others have to come back, too: a network that was away brings all of them.
const TOGETHER: Duration = Duration::from_secs(1);

/// Those that are missed, and whether some are back.
#[derive(Default)]
pub(super) struct Lapsed {
    missed: VecDeque<Prefix>,
    due: Option<Instant>,
}

impl Lapsed {
    /// One that endpoints of ours were connected with is not heard of any more.
    pub(super) fn missed(&mut self, prefix: Prefix) {
        if self.missed.len() == LIMIT {
            self.missed.pop_front();
        }
        self.missed.push_back(prefix);
    }

    /// One is there, perhaps again.
    pub(super) fn found(&mut self, prefix: Prefix, now: Instant) {
        let before = self.missed.len();
        self.missed.retain(|missed| *missed != prefix);
        if self.missed.len() != before {
            self.due.get_or_insert(now + TOGETHER);
        }
    }

    pub(super) fn all(&self) -> Vec<Prefix> {
        self.missed.iter().copied().collect()
    }

    /// When another participant of ours is to take the place of this one, if so.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_missed_and_comes_back_is_waited_with_for_others_and_who_is_new_is_not() {
        let (a, b) = ([1; 12], [2; 12]);
        let mut lapsed = Lapsed::default();
        let now = Instant::now();
        lapsed.missed(a);
        lapsed.found(b, now);
        assert_eq!(lapsed.due(), None);
        lapsed.missed(b);
        lapsed.found(a, now);
        lapsed.found(b, now + TOGETHER / 2);
        assert_eq!(lapsed.due(), Some(now + TOGETHER));
        (0..=LIMIT).for_each(|_| lapsed.missed(a));
        assert_eq!(lapsed.missed.len(), LIMIT);
    }
}
