//! A queue between the task that sends and the group that receives.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use crate::rt::sync::lock;

/// A queue with one reader. What it holds is bounded by whoever pushes: by `depth`, or by the calls that are
/// under way.
pub(super) struct Queue<T> {
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    items: VecDeque<T>,
    reader: Option<Waker>,
    closed: bool,
    lost: u64,
}

/// The queue takes no more; here is what was pushed.
pub(super) enum Refused<T> {
    Full(T),
    Closed(T),
}

impl<T> Queue<T> {
    pub(super) fn new() -> Queue<T> {
        let inner = Inner { items: VecDeque::new(), reader: None, closed: false, lost: 0 };
        Queue { inner: Mutex::new(inner) }
    }

    /// Takes an item; the oldest goes, and is counted, when there are more than `depth`. What goes is
    /// returned: its `Drop` is the user's, and must not run under anybody's lock.
    #[must_use]
    pub(super) fn push_keep_last(&self, item: T, depth: usize) -> Option<T> {
        let mut oldest = None;
        let mut inner = lock(&self.inner);
        if inner.closed {
            return Some(item);
        }
        inner.items.push_back(item);
        if inner.items.len() > depth {
            inner.lost += 1;
            oldest = inner.items.pop_front();
        }
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
        oldest
    }

    /// Takes away the items that are not wanted any more. They do not count as lost.
    pub(super) fn forget(&self, unwanted: impl Fn(&T) -> bool) {
        let mut inner = lock(&self.inner);
        let (gone, left) = std::mem::take(&mut inner.items).into_iter().partition::<VecDeque<_>, _>(unwanted);
        inner.items = left;
        drop(inner);
        drop(gone);
    }

    /// Takes out the first item that is the one. It does not count as lost; its `Drop` is the user's, as above.
    #[must_use]
    pub(super) fn take_out(&self, is_it: impl Fn(&T) -> bool) -> Option<T> {
        let mut inner = lock(&self.inner);
        let place = inner.items.iter().position(is_it)?;
        inner.items.remove(place)
    }

    /// Takes an item unless it is closed or holds `limit` items already.
    pub(super) fn push(&self, item: T, limit: usize) -> Result<(), Refused<T>> {
        let mut inner = lock(&self.inner);
        if inner.closed {
            return Err(Refused::Closed(item));
        }
        if inner.items.len() >= limit {
            return Err(Refused::Full(item));
        }
        inner.items.push_back(item);
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
        Ok(())
    }

    pub(super) fn poll_pop(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut inner = lock(&self.inner);
        match inner.items.pop_front() {
            Some(item) => Poll::Ready(Some(item)),
            None if inner.closed => Poll::Ready(None),
            None => {
                inner.reader = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Takes nothing any more, and returns what is left. It counts as lost.
    pub(super) fn close(&self) -> VecDeque<T> {
        let mut inner = lock(&self.inner);
        inner.closed = true;
        inner.lost += inner.items.len() as u64;
        std::mem::take(&mut inner.items)
    }

    #[cfg(feature = "r2r")]
    pub(super) fn is_closed(&self) -> bool {
        lock(&self.inner).closed
    }

    pub(super) fn lost(&self) -> u64 {
        lock(&self.inner).lost
    }
}
