//! What the threads of the pool share under its lock.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Ready;
use super::worker::Worker;

#[derive(Default)]
pub(super) struct State {
    pub(super) queue: VecDeque<Ready>,
    pub(super) threads: Vec<Arc<Worker>>,
    /// Those of them that have nothing to do, the newest last.
    pub(super) parked: Vec<Arc<Worker>>,
    /// How many were called, and are on their way to the queue.
    pub(super) coming: usize,
    pub(super) taken: u64,
    /// Whether the system gave no thread when it was asked last: then the keeper asks again.
    pub(super) refused: bool,
    pub(super) watch: Watch,
}

/// What the keeper knows from its last look.
#[derive(Default)]
pub(super) struct Watch {
    /// Whether it will look again.
    pub(super) goes_on: bool,
    pub(super) taken: u64,
    /// For how many looks tasks were in the queue and none was taken.
    pub(super) stuck: u32,
    /// For how many looks there was nothing to see.
    pub(super) quiet: u32,
}

impl State {
    pub(super) fn take(&mut self) -> Option<Ready> {
        let task = self.queue.pop_front()?;
        self.taken += 1;
        Some(task)
    }

    /// Has the threads keep tasks, or none from now on: whether one has kept a task.
    pub(super) fn watch_threads(&self, are_watched: bool) -> bool {
        let mut any = false;
        for worker in &self.threads {
            any |= worker.be_watched(are_watched);
        }
        any
    }

    /// Whether a thread has polled anything since this was asked last. What the others have kept comes into the queue.
    pub(super) fn look_at_threads(&mut self) -> bool {
        let mut any = false;
        for worker in &self.threads {
            let (polled, kept) = worker.look();
            any |= polled;
            self.queue.extend(kept);
        }
        any
    }

    /// Whether the keeper looks again. Where it does not, no thread keeps a task.
    pub(super) fn goes_on(&mut self) -> bool {
        if !self.watch.goes_on && self.watch_threads(false) {
            self.watch_threads(true);
            self.watch.goes_on = true;
        }
        self.watch.goes_on
    }
}
