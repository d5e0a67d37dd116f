//! Who has gone for good.
//!
//! RustDDS tells departures and arrivals from two threads, so that an arrival can come to be known after the departure.

use std::collections::VecDeque;

use super::gid::Gid;

/// The last ones that have gone.
#[derive(Default)]
pub(super) struct Gone(VecDeque<Gid>);

impl Gone {
    /// How many are remembered.
    const LIMIT: usize = 1024;

    /// Endpoint `gid` has gone, or all of its participant if it names none.
    pub(super) fn add(&mut self, gid: Gid) {
        if self.0.len() == Gone::LIMIT {
            self.0.pop_front();
        }
        self.0.push_back(gid);
    }

    pub(super) fn has(&self, endpoint: Gid) -> bool {
        let participant = endpoint.participant();
        self.0.iter().any(|gone| *gone == endpoint || *gone == participant)
    }
}
