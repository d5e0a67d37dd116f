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

/// A thread that takes more tasks than these from one look to the next is kept by none of them: what waits does so because
/// there is much to do, and one more thread would not do it sooner.
const FEW: u64 = 4;

/// What the keeper knows from its last look.
#[derive(Default)]
pub(super) struct Watch {
    /// Whether it will look again.
    pub(super) goes_on: bool,
    pub(super) taken: u64,
    /// For how many looks tasks were in the queue and none was taken.
    pub(super) stuck: u32,
    /// Whether the first task of the queue was in it two looks ago, though threads do take some.
    pub(super) is_late: bool,
    /// How many had ever come into the queue at the look before the last one, and at the last one.
    pub(super) came: [u64; 2],
    /// For how many looks there was nothing to see.
    pub(super) quiet: u32,
}

impl Watch {
    /// Notes what the queue shows: so many were ever taken from it, and so many are in it.
    pub(super) fn see(&mut self, taken: u64, queued: usize, threads: usize) {
        let since = taken - std::mem::replace(&mut self.taken, taken);
        self.stuck = if queued == 0 || since > 0 { 0 } else { self.stuck + 1 };
        let [before, last] = self.came;
        self.is_late = taken < before && since <= FEW * threads as u64;
        self.came = [last, taken + queued as u64];
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at a queue from which `taken` were taken since the last one, with `queued` left in it: whether its first task
    /// is late, by three threads.
    fn late(queue: &[(u64, usize)]) -> Vec<bool> {
        let (mut watch, mut all) = (Watch::default(), 0);
        let see = |&(taken, queued): &(u64, usize)| {
            all += taken;
            watch.see(all, queued, 3);
            watch.is_late
        };
        queue.iter().map(see).collect()
    }

    #[test]
    fn a_task_is_late_that_was_in_the_queue_two_looks_ago_though_others_are_taken() {
        // Three threads, each with a task of 0.9 ms, and thirty that wait.
        assert_eq!(late(&[(0, 30), (3, 27), (3, 24), (3, 21)]), [false, false, true, true]);
        // The first look saw six; those that came later are not late before they were seen twice.
        assert_eq!(late(&[(0, 6), (3, 6), (3, 6), (3, 6)]), [false, false, false, false]);
        assert_eq!(late(&[(0, 6), (3, 6), (2, 6), (2, 6)]), [false, false, true, true]);
        // Nothing waits.
        assert_eq!(late(&[(0, 3), (3, 0), (0, 0), (3, 0)]), [false, false, false, false]);
    }

    #[test]
    fn where_there_is_much_to_do_in_short_tasks_no_thread_is_missed() {
        assert_eq!(late(&[(0, 900), (100, 800), (100, 700), (100, 600)]), [false; 4]);
    }
}
