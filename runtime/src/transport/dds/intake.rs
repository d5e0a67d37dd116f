//! What an inbox has taken in, and what it has counted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustdds::dds::ReadError;
use rustdds::no_key::DeserializedCacheChange;

use super::gid::Gid;
use super::participant::Endpoint;
use super::related::Related;
use super::rtps::FrameSource;
use super::wire::{Fault, FaultKind, Raw};
use crate::transport::MessageInfo;

/// Of how many writers the last number is remembered.
const WRITERS: usize = 1024;

/// A frame as RustDDS hands it out.
pub(super) type Read = Result<DeserializedCacheChange<Raw>, ReadError>;

/// What an inbox has taken in, and what it has counted.
pub(super) struct Intake<T> {
    pub(super) open: Option<Box<Open>>,
    /// What was taken from RustDDS when it arrived.
    pub(super) early: Vec<Read>,
    /// What is to be decoded.
    pub(super) frames: Vec<Sample<Raw>>,
    /// Whether somebody is about to.
    pub(super) is_decoding: bool,
    pub(super) queue: VecDeque<Sample<T>>,
    pub(super) last: BTreeMap<Gid, i64>,
    pub(super) lost: u64,
    /// Frames of which RustDDS does not say whose they were. Their numbers are missing, and not lost.
    pub(super) unnamed: u64,
    pub(super) malformed: u64,
    /// The kinds of faults that were logged.
    pub(super) said: BTreeSet<FaultKind>,
    /// Those that are to be logged when nothing is locked: the log can be the user's.
    pub(super) news: Vec<(Option<Gid>, Fault)>,
    pub(super) overflow: Overflow,
}

/// Whether more frames came than may wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Overflow {
    Never,
    ToBeSaid,
    Said,
}

/// The reader of an inbox that is not closed.
pub(super) struct Open {
    /// Dropped first: the endpoint leaves the graph after its reader.
    pub(super) source: Option<FrameSource>,
    pub(super) endpoint: Endpoint,
}

/// What came in one frame.
pub(super) struct Sample<T> {
    pub(super) value: T,
    pub(super) writer: Gid,
    pub(super) related: Option<Related>,
    pub(super) info: MessageInfo,
}

impl<T> Intake<T> {
    /// Nothing so far, and the numbers of the last frames of writers that are not wanted.
    pub(super) fn new(open: Option<Box<Open>>, last: BTreeMap<Gid, i64>) -> Intake<T> {
        Intake {
            open,
            early: Vec::new(),
            frames: Vec::new(),
            is_decoding: false,
            queue: VecDeque::new(),
            last,
            lost: 0,
            unnamed: 0,
            malformed: 0,
            said: BTreeSet::new(),
            news: Vec::new(),
            overflow: Overflow::Never,
        }
    }

    /// Counts a frame that is no message.
    pub(super) fn fault(&mut self, writer: Option<Gid>, fault: Fault) {
        self.malformed += 1;
        self.unnamed += u64::from(writer.is_none());
        if self.said.insert(fault.kind) {
            self.news.push((writer, fault));
        }
    }

    /// How many messages of `writer` are missing before this one. They were pushed out of RustDDS' history, or
    /// lost on the way.
    pub(super) fn skipped(&mut self, writer: Gid, sequence: i64) -> u64 {
        if self.last.len() >= WRITERS {
            self.last.clear();
        }
        let last = self.last.entry(writer).or_insert(sequence);
        let missing = sequence.saturating_sub(*last).saturating_sub(1).max(0);
        *last = sequence.max(*last);
        let missing = missing.unsigned_abs();
        let explained = missing.min(self.unnamed);
        self.unnamed -= explained;
        missing - explained
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_in_the_numbers_of_a_writer_are_losses() {
        let mut state = Intake::<u8>::new(None, BTreeMap::new());
        let (a, b) = (Gid([1; 16]), Gid([2; 16]));
        assert_eq!(state.skipped(a, 40), 0, "who comes late has lost nothing");
        assert_eq!(state.skipped(a, 41), 0);
        assert_eq!(state.skipped(b, 1), 0);
        assert_eq!(state.skipped(a, 45), 3);
        assert_eq!(state.skipped(a, 43), 0, "out of order");
        assert_eq!(state.skipped(a, 46), 0);
        state.unnamed = 2;
        assert_eq!(state.skipped(a, 50), 1, "two were counted as malformed");
        assert_eq!(state.skipped(b, 4), 2);
    }
}
