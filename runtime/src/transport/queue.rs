//! A queue between the task that sends and the group that receives.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

#[cfg(feature = "dds")]
use crate::rt::lock::unlocked;
use crate::rt::lock::{lock, wake};

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

/// What is left to do after a push, without any lock: the `Drop` of what goes may be the user's, and so may be the
/// reader's waker.
#[must_use = "the reader waits to be woken"]
pub(super) struct Pushed<T> {
    gone: Option<T>,
    reader: Option<Waker>,
}

impl<T> Pushed<T> {
    pub(super) fn new(gone: Option<T>, reader: Option<Waker>) -> Pushed<T> {
        Pushed { gone, reader }
    }

    pub(super) fn finish(self) {
        if let Some(reader) = self.reader {
            wake(reader);
        }
        drop(self.gone);
    }

    /// The same where somebody further up holds a lock: the reader is woken after it. What goes is returned.
    #[cfg(feature = "dds")]
    pub(super) fn wake_unlocked(self) -> Option<T> {
        if let Some(reader) = self.reader {
            unlocked(move || wake(reader));
        }
        self.gone
    }
}

impl<T> Queue<T> {
    pub(super) fn new() -> Queue<T> {
        let inner = Inner { items: VecDeque::new(), reader: None, closed: false, lost: 0 };
        Queue { inner: Mutex::new(inner) }
    }

    /// Takes an item; the oldest goes, and is counted, when there are more than `depth`.
    #[cfg_attr(
        not(any(feature = "dds", feature = "r2r")),
        expect(dead_code, reason = "only their subscriptions have one")
    )]
    pub(super) fn push_keep_last(&self, item: T, depth: usize) -> Pushed<T> {
        let mut inner = lock(&self.inner);
        if inner.closed {
            return Pushed { gone: Some(item), reader: None };
        }
        inner.items.push_back(item);
        let mut gone = None;
        if inner.items.len() > depth {
            inner.lost += 1;
            gone = inner.items.pop_front();
        }
        Pushed { gone, reader: inner.reader.take() }
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
            wake(reader);
        }
        Ok(())
    }

    pub(super) fn poll_pop(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut waker = None;
        loop {
            let mut inner = lock(&self.inner);
            match inner.items.pop_front() {
                Some(item) => return Poll::Ready(Some(item)),
                None if inner.closed => return Poll::Ready(None),
                None => {}
            }
            if inner.reader.as_ref().is_some_and(|reader| reader.will_wake(context.waker())) {
                return Poll::Pending;
            }
            // Cloned without the lock, and what it replaces is dropped after it: a waker may be the user's.
            if waker.is_some() {
                let _replaced = std::mem::replace(&mut inner.reader, waker);
                drop(inner);
                return Poll::Pending;
            }
            drop(inner);
            waker = Some(context.waker().clone());
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

    /// How many items wait.
    #[cfg_attr(
        not(any(feature = "dds", feature = "r2r")),
        expect(dead_code, reason = "only their subscriptions have one")
    )]
    pub(super) fn len(&self) -> usize {
        lock(&self.inner).items.len()
    }

    #[cfg_attr(
        not(any(feature = "dds", feature = "r2r")),
        expect(dead_code, reason = "only their subscriptions have one")
    )]
    pub(super) fn lost(&self) -> u64 {
        lock(&self.inner).lost
    }
}
