//! The queue of a subscription: it keeps the newest messages, and its reader takes all that are there at once.
//!
//! A lock that is taken for each message by two threads goes to and fro between their cores. So the reader takes the lock
//! when it has nothing left, and whoever publishes has it nearly for itself. What the reader has taken counts until it is
//! read, and newer messages push it out as if it were in the queue.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use super::queue::{Pushed, Sleeper};
use crate::rt::guard::drop_each;
use crate::rt::lock::lock;

/// A queue with one [`Reader`].
pub(super) struct KeepLast<T> {
    depth: usize,
    inner: Mutex<Inner<T>>,
    /// How many of those that the reader has taken are neither read nor pushed out.
    taken: AtomicUsize,
}

struct Inner<T> {
    items: VecDeque<T>,
    /// How many the reader took last: as many are taken at the most.
    batch: usize,
    reader: Sleeper,
    closed: bool,
    lost: u64,
}

/// The reading end. Dropping it closes the queue.
pub(super) struct Reader<T> {
    queue: Arc<KeepLast<T>>,
    /// What was taken, oldest first. Its newest ones are those that count.
    batch: VecDeque<T>,
}

impl<T> KeepLast<T> {
    pub(super) fn new(depth: usize) -> KeepLast<T> {
        let inner =
            Inner { items: VecDeque::new(), batch: 0, reader: Sleeper::default(), closed: false, lost: 0 };
        KeepLast { depth, inner: Mutex::new(inner), taken: AtomicUsize::new(0) }
    }

    /// Takes an item; the oldest goes, and is counted, when there are more than the depth.
    pub(super) fn push(&self, item: T) -> Pushed<T> {
        let mut inner = lock(&self.inner);
        if inner.closed {
            return Pushed::new(Some(item), None);
        }
        inner.items.push_back(item);
        let mut gone = None;
        // Looked at only where it matters: it is the reader's.
        if inner.items.len() + inner.batch > self.depth {
            let queued = inner.items.len();
            let too_many =
                |taken: usize| (queued + taken > self.depth).then(|| taken.checked_sub(1)).flatten();
            if self.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, too_many).is_ok() {
                // The reader drops it when it comes to it.
                inner.lost += 1;
            } else if queued > self.depth {
                inner.lost += 1;
                gone = inner.items.pop_front();
            }
        }
        Pushed::new(gone, inner.reader.wake())
    }

    /// How many items wait.
    pub(super) fn len(&self) -> usize {
        lock(&self.inner).items.len() + self.taken.load(Ordering::Acquire)
    }

    pub(super) fn lost(&self) -> u64 {
        lock(&self.inner).lost
    }
}

impl<T> Reader<T> {
    pub(super) fn new(queue: Arc<KeepLast<T>>) -> Reader<T> {
        Reader { queue, batch: VecDeque::new() }
    }

    pub(super) fn poll_pop(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let mut waker = None;
        loop {
            if let Some(item) = self.pop_taken() {
                return Poll::Ready(item);
            }
            let mut inner = lock(&self.queue.inner);
            if !inner.items.is_empty() {
                std::mem::swap(&mut inner.items, &mut self.batch);
                inner.batch = self.batch.len();
                self.queue.taken.store(self.batch.len(), Ordering::Release);
                continue;
            }
            inner.batch = 0;
            if inner.reader.sleep(context) {
                return Poll::Pending;
            }
            // Cloned without the lock, and what it replaces is dropped after it: a waker may be the user's.
            if let Some(waker) = waker {
                let _replaced = inner.reader.sleep_with(waker);
                drop(inner);
                return Poll::Pending;
            }
            drop(inner);
            waker = Some(Arc::new(context.waker().clone()));
        }
    }

    /// The oldest of those that were taken and not pushed out.
    fn pop_taken(&mut self) -> Option<T> {
        loop {
            let taken = self.queue.taken.load(Ordering::Acquire);
            while self.batch.len() > taken {
                drop(self.batch.pop_front());
            }
            let one_less = taken.checked_sub(1)?;
            let exchanged =
                self.queue.taken.compare_exchange(taken, one_less, Ordering::AcqRel, Ordering::Acquire);
            // Otherwise it was pushed out just now.
            if exchanged.is_ok() {
                return self.batch.pop_front();
            }
        }
    }
}

impl<T> Drop for Reader<T> {
    /// What is left counts as lost.
    fn drop(&mut self) {
        let mut inner = lock(&self.queue.inner);
        inner.closed = true;
        inner.lost += (inner.items.len() + self.queue.taken.swap(0, Ordering::AcqRel)) as u64;
        let (items, reader) = (std::mem::take(&mut inner.items), std::mem::take(&mut inner.reader));
        drop(inner);
        drop(reader);
        drop_each(std::mem::take(&mut self.batch).into_iter().chain(items));
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn next(reader: &mut Reader<u64>) -> Option<u64> {
        match reader.poll_pop(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(item) => Some(item),
            Poll::Pending => None,
        }
    }

    #[test]
    fn the_newest_are_kept_whether_the_reader_has_taken_some_or_not() {
        for taken_before in 0..=3 {
            let queue = Arc::new(KeepLast::new(3));
            let mut reader = Reader::new(queue.clone());
            (0..4).for_each(|item| queue.push(item).finish());
            let read: Vec<_> = (0..taken_before).filter_map(|_| next(&mut reader)).collect();
            assert_eq!(read, (1..4).take(taken_before).collect::<Vec<_>>());
            (4..6).for_each(|item| queue.push(item).finish());
            assert_eq!(queue.len(), (5 - taken_before).min(3));
            let left: Vec<_> = std::iter::from_fn(|| next(&mut reader)).collect();
            assert_eq!(left, (4 - (3 - 2usize.max(taken_before)) as u64..6).collect::<Vec<_>>());
            assert_eq!(queue.lost() as usize + read.len() + left.len(), 6);
        }
    }

    #[test]
    fn what_is_left_when_the_reader_goes_is_lost() {
        let queue = Arc::new(KeepLast::new(3));
        let mut reader = Reader::new(queue.clone());
        (0..3).for_each(|item| queue.push(item).finish());
        assert_eq!(next(&mut reader), Some(0));
        queue.push(3).finish();
        drop(reader);
        queue.push(4).finish();
        assert_eq!((queue.lost(), queue.len()), (3, 0));
    }

    #[test]
    fn nothing_is_doubled_or_uncounted_where_both_ends_are_at_it() {
        const ITEMS: u64 = 100_000;
        for depth in [1, 2, 10, 1_000] {
            let queue = Arc::new(KeepLast::new(depth));
            let mut reader = Reader::new(queue.clone());
            let pushes = {
                let queue = queue.clone();
                std::thread::spawn(move || (0..ITEMS).for_each(|item| queue.push(item).finish()))
            };
            let mut read = Vec::new();
            while read.last() != Some(&(ITEMS - 1)) {
                read.extend(next(&mut reader));
            }
            pushes.join().unwrap();
            assert!(read.is_sorted_by(|before, after| before < after), "depth {depth}");
            assert_eq!(queue.lost() + read.len() as u64, ITEMS, "depth {depth}");
        }
    }
}
