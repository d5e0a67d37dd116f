//! How much a writer has sent that its readers have not confirmed.
//!
//! RustDDS keeps what was not confirmed, and takes nothing more beyond a limit in frames. It knows of no limit in
//! bytes, and a burst of large frames is lost in the receiving sockets. So this keeps within both. How far the readers
//! are is asked with marks: futures that end when all up to their frame was confirmed.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use super::ring::Waiting;
use super::writer::{Refused, Writer};

/// How many bytes may be under way.
pub(super) const MAX_BYTES: u64 = 1 << 20;
/// The same where large frames are looked after.
pub(super) const MAX_LARGE_BYTES: u64 = 32 << 20;
/// How long a first frame that goes alone may take.
const FIRST: Duration = Duration::from_secs(5);
/// How much longer large frames may take, which are repaired slowly.
const LARGE_PATIENCE: u32 = 5;
/// After how many frames, and after how many bytes, there is a mark.
const STEP: (i64, u64) = (64, MAX_BYTES / 8);

pub(super) struct Flow {
    writer: Arc<Writer>,
    /// How many frames may be under way.
    limit: i64,
    sent: Reached,
    confirmed: Reached,
    marks: VecDeque<Mark>,
    /// When something was confirmed last, or nothing was under way.
    progress: Instant,
}

/// How far something has come.
#[derive(Clone, Copy, Default)]
struct Reached {
    frame: i64,
    bytes: u64,
}

struct Mark {
    reached: Reached,
    confirmed: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Flow {
    /// Of a writer that takes `window` frames before some are confirmed.
    pub(super) fn new(writer: Arc<Writer>, window: usize) -> Flow {
        Flow {
            writer,
            // RustDDS refuses the last one.
            limit: i64::try_from(window).unwrap_or(i64::MAX) - 1,
            sent: Reached::default(),
            confirmed: Reached::default(),
            marks: VecDeque::new(),
            progress: Instant::now(),
        }
    }

    /// The number of the last frame.
    pub(super) fn sent(&self) -> i64 {
        self.sent.frame
    }

    /// How many frames readers have not confirmed, and how many bytes those are.
    pub(super) fn unconfirmed(&self) -> (i64, u64) {
        (self.sent.frame - self.confirmed.frame, self.sent.bytes - self.confirmed.bytes)
    }

    /// Whether the first frame is under way, and all there is.
    pub(super) fn is_at_the_first(&mut self, context: &mut Context<'_>) -> bool {
        if self.confirmed.frame > 0 || self.sent.frame == 0 {
            return false;
        }
        // This learns what was confirmed.
        !self.has_room(0, 0, context) && self.progress.elapsed() < FIRST
    }

    /// Whether nothing was confirmed for long, and how long that is depends on what is under way.
    pub(super) fn is_stale(&self, patience: Duration) -> bool {
        let is_large = self.unconfirmed().1 > MAX_BYTES / 2;
        self.progress.elapsed() > if is_large { patience * LARGE_PATIENCE } else { patience }
    }

    /// What waits does not wait for the readers.
    pub(super) fn touch(&mut self) {
        self.progress = Instant::now();
    }

    /// Whether so much is under way that it is time to think of what to do when there is no room.
    pub(super) fn is_half_full(&mut self) -> bool {
        let is_half_full = |flow: &Flow| flow.sent.frame - flow.confirmed.frame > flow.limit / 2;
        if is_half_full(self) {
            self.look(&mut Context::from_waker(Waker::noop()));
        }
        is_half_full(self)
    }

    /// Sends a frame, and returns its number.
    pub(super) fn write(&mut self, waiting: &Waiting, context: &mut Context<'_>) -> Result<i64, Refused> {
        let number = self.writer.write(waiting)?;
        if self.confirmed.frame == self.sent.frame {
            self.progress = Instant::now();
        }
        self.sent = Reached { frame: number, bytes: self.sent.bytes + waiting.frame.len() as u64 };
        let last = self.last_mark();
        if number - last.frame >= STEP.0 || self.sent.bytes - last.bytes >= STEP.1 {
            self.mark(context);
        }
        Ok(number)
    }

    /// Whether a frame of `length` bytes can be sent. If not, `context` is woken when readers confirm something.
    /// Of `bytes` in all, apart from one frame of any length.
    pub(super) fn has_room(&mut self, length: usize, bytes: u64, context: &mut Context<'_>) -> bool {
        if self.fits(length, bytes) {
            return true;
        }
        if self.last_mark().frame < self.sent.frame {
            self.mark(context);
        }
        // What is said for bystanders can be lost.
        self.writer.excuse();
        self.look(context);
        self.fits(length, bytes)
    }

    /// Learns what was confirmed.
    fn look(&mut self, context: &mut Context<'_>) {
        while let Some(mark) = self.marks.front_mut() {
            if mark.confirmed.as_mut().poll(context).is_pending() {
                return;
            }
            self.confirmed = mark.reached;
            self.progress = Instant::now();
            self.marks.pop_front();
        }
    }

    fn fits(&self, length: usize, limit: u64) -> bool {
        let (frames, bytes) = self.unconfirmed();
        frames == 0 || frames < self.limit && bytes + length as u64 <= limit
    }

    fn last_mark(&self) -> Reached {
        self.marks.back().map_or(self.confirmed, |mark| mark.reached)
    }

    fn mark(&mut self, context: &mut Context<'_>) {
        let mut confirmed = self.writer.confirmed();
        // The first look decides which frame it is about: the last one. Nobody else sends with this writer.
        if confirmed.as_mut().poll(context).is_ready() {
            self.marks.clear();
            self.confirmed = self.sent;
            self.progress = Instant::now();
        } else {
            self.marks.push_back(Mark { reached: self.sent, confirmed });
        }
    }
}
