//! What an outlet sends with, and what waits behind it.

use std::time::{Duration, Instant};

use super::courier::Courier;
use super::line::Line;
use super::newcomers::Newcomers;
use super::ring::Ring;

/// How long nothing must be confirmed before a reader counts as one that hangs.
pub(super) const PATIENCE: Duration = Duration::from_millis(400);
/// The same where one is known to hang: it is met again behind each writer.
pub(super) const NO_PATIENCE: Duration = Duration::from_millis(50);
/// What an outlet sends with, and what waits.
pub(super) struct Lines {
    /// `None` only while it is dropped.
    pub(super) current: Option<Line>,
    pub(super) spare: Option<Spare>,
    pub(super) ring: Ring,
    pub(super) gate: Gate,
    pub(super) newcomers: Newcomers,
    /// Since when a frame waits.
    pub(super) stuck: Option<Instant>,
    /// Whether a reader is known to hang: then nothing is waited for.
    pub(super) has_hanging: bool,
    /// Frames that went before the wire took them.
    pub(super) lost: u64,
    /// Whether it was said that a large one did.
    pub(super) has_told: bool,
}

/// Who may have what a publisher keeps for late joiners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// There is nobody: all waits.
    Closed,
    /// Those who are there want nothing old: what is kept waits, and what is new goes out.
    Ajar,
    Open,
}

/// A writer that is to take over when the readers have found it.
pub(super) struct Spare {
    pub(super) line: Line,
    pub(super) since: Instant,
}

impl Lines {
    /// Whether nothing was confirmed for a part of the time that readers have.
    pub(super) fn is_stale(&self, part: u32) -> bool {
        let patience = if self.has_hanging { NO_PATIENCE } else { PATIENCE };
        self.current.as_ref().is_some_and(|line| line.flow.is_stale(patience / part))
    }

    /// Says once that large frames are pushed out: on a topic of small ones that is what "keep last" is for.
    pub(super) fn tell_of_the_large(&mut self, length: usize) {
        if let (true, Some(line)) = (Courier::is_for(length), &self.current)
            && !std::mem::replace(&mut self.has_told, true)
        {
            line.say_who_hangs(
                "large messages come faster than a reader confirms them: the oldest that wait are lost, which is \
                 counted; fewer or smaller ones help, a larger depth, or `R2r`",
            );
        }
    }

    /// The writer that was to take over, where the readers have caught up.
    pub(super) fn take_unneeded(&mut self) -> Option<Line> {
        let is_confirmed = self.current.as_ref().is_some_and(|line| line.writer.is_confirmed());
        self.spare.take_if(|_| is_confirmed).map(|spare| spare.line)
    }

    /// Gives RustDDS all that waits, whatever is under way: the ring goes, and the writer stays a while.
    pub(super) fn send_the_rest(&mut self) {
        let Some(line) = &mut self.current else { return };
        line.hurry();
        while let Some(waiting) = self.ring.next() {
            if line.writer.write(waiting).is_err() {
                return;
            }
            self.ring.sent();
        }
    }
}
