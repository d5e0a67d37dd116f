//! What waits behind a writer: the newest frames, as many as the topic's depth says.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rustdds::Timestamp;
use rustdds::bytes::Bytes;

use super::gid::Gid;
use super::related::Related;

/// A frame on its way to the wire.
#[derive(Clone)]
pub(super) struct Waiting {
    pub(super) frame: Bytes,
    pub(super) related: Option<Related>,
    pub(super) stamp: Timestamp,
    /// The only reader that is to have it.
    pub(super) to: Option<Gid>,
    since: Instant,
}

impl Waiting {
    /// A frame that is published now.
    pub(super) fn new(frame: Bytes, related: Option<Related>) -> Waiting {
        Waiting { frame, related, stamp: Timestamp::now(), to: None, since: Instant::now() }
    }

    /// What RustDDS gets of a frame that has gone ahead of it. Readers take what marks it from the fragments that were
    /// ahead, and could not read it in those of RustDDS.
    pub(super) fn unmarked(&self) -> Waiting {
        Waiting { related: None, ..self.clone() }
    }
}

/// The newest frames of a publisher. Those that late joiners are to have stay when they were sent.
pub(super) struct Ring {
    frames: VecDeque<Waiting>,
    /// How many of the last ones the wire has not taken yet.
    unsent: usize,
    depth: usize,
    lifespan: Option<Duration>,
    keeps: bool,
}

/// What a ring does with frames that were sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Forget,
    /// For readers that join late.
    Keep,
}

impl Ring {
    pub(super) fn new(depth: usize, lifespan: Option<Duration>, after: After) -> Ring {
        Ring { frames: VecDeque::new(), unsent: 0, depth, lifespan, keeps: after == After::Keep }
    }

    /// Whether another frame would push out one that waits.
    pub(super) fn is_full(&self) -> bool {
        self.unsent >= self.depth
    }

    /// Takes the newest frame. Whether one that waited had to go for it.
    pub(super) fn push(&mut self, waiting: Waiting) -> bool {
        let pushes_out = self.is_full();
        if self.frames.len() == self.depth {
            self.frames.pop_front();
        }
        self.frames.push_back(waiting);
        self.unsent += usize::from(!pushes_out);
        pushes_out
    }

    /// How many frames wait.
    pub(super) fn waiting(&self) -> usize {
        self.unsent
    }

    /// The oldest frame that waits.
    pub(super) fn next(&mut self) -> Option<&Waiting> {
        self.expire(Instant::now());
        self.frames.get(self.frames.len() - self.unsent)
    }

    /// The oldest frame that waits was sent.
    pub(super) fn sent(&mut self) {
        self.unsent -= 1;
        if !self.keeps {
            self.frames.pop_front();
        }
    }

    /// How many frames that were sent late joiners are to have.
    pub(super) fn kept(&mut self) -> usize {
        self.expire(Instant::now());
        self.frames.len() - self.unsent
    }

    /// What waits is not to be sent, but the newest.
    pub(super) fn skip_to_the_newest(&mut self) {
        self.unsent = self.unsent.min(1);
    }

    /// What waits is only for this reader.
    pub(super) fn address(&mut self, to: Option<Gid>) {
        let from = self.frames.len() - self.unsent;
        self.frames.range_mut(from..).for_each(|waiting| waiting.to = to);
    }

    /// The length of the longest frame that waits.
    pub(super) fn longest(&self) -> usize {
        let from = self.frames.len() - self.unsent;
        self.frames.range(from..).map(|waiting| waiting.frame.len()).max().unwrap_or_default()
    }

    /// All that is kept is to be sent again: nobody has it any more.
    pub(super) fn rewind(&mut self) {
        self.unsent = self.frames.len();
        self.address(None);
    }

    /// Lets go of what is not worth sending any more.
    fn expire(&mut self, now: Instant) {
        let Some(lifespan) = self.lifespan else { return };
        while self.frames.front().is_some_and(|waiting| now.duration_since(waiting.since) >= lifespan) {
            self.frames.pop_front();
        }
        self.unsent = self.unsent.min(self.frames.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(number: u8) -> Waiting {
        Waiting::new(Bytes::from(vec![number]), None)
    }

    fn next(ring: &mut Ring) -> Option<u8> {
        let number = ring.next()?.frame[0];
        ring.sent();
        Some(number)
    }

    fn all(ring: &mut Ring) -> Vec<u8> {
        std::iter::from_fn(|| next(ring)).collect()
    }

    #[test]
    fn the_newest_stay_and_each_one_that_goes_is_told() {
        let mut ring = Ring::new(3, None, After::Forget);
        let gone = (0..10).filter(|number| ring.push(frame(*number))).count();
        assert_eq!((gone, ring.unsent), (7, 3));
        assert_eq!(all(&mut ring), [7, 8, 9]);
        assert!(ring.frames.is_empty());
    }

    #[test]
    fn what_late_joiners_are_to_have_stays_when_it_was_sent() {
        let mut ring = Ring::new(3, None, After::Keep);
        for number in 0..5 {
            assert!(!ring.push(frame(number)));
            assert_eq!(next(&mut ring), Some(number));
        }
        ring.push(frame(5));
        assert_eq!(ring.kept(), 2);
        assert_eq!(all(&mut ring), [5]);
        assert_eq!(ring.kept(), 3);
        ring.rewind();
        assert_eq!(ring.kept(), 0);
        assert_eq!(all(&mut ring), [3, 4, 5]);
    }

    #[test]
    fn what_waits_can_be_left_out_but_the_newest() {
        let mut ring = Ring::new(3, None, After::Keep);
        for number in 0..3 {
            ring.push(frame(number));
        }
        ring.skip_to_the_newest();
        assert_eq!(all(&mut ring), [2]);
        ring.skip_to_the_newest();
        assert!(all(&mut ring).is_empty());
    }

    #[test]
    fn what_is_older_than_its_lifespan_is_neither_sent_nor_kept() {
        let mut ring = Ring::new(8, Some(Duration::from_secs(10)), After::Keep);
        for number in 0..4 {
            ring.push(frame(number));
        }
        assert_eq!(next(&mut ring), Some(0));
        ring.frames[2].since += Duration::from_secs(5);
        ring.frames[3].since += Duration::from_secs(5);
        // Nobody looks at the clock here: what is new is from a time to come.
        let then = ring.frames[1].since + Duration::from_secs(10);
        ring.expire(then);
        assert_eq!(all(&mut ring), [2, 3]);
        ring.expire(then + Duration::from_secs(6));
        ring.rewind();
        assert!(all(&mut ring).is_empty());
    }
}
