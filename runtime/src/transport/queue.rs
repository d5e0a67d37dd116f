//! A queue between the task that sends and the group that receives.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

#[cfg(feature = "dds")]
use crate::rt::lock::unlocked;
use crate::rt::lock::{lock, wake_by_ref};

/// A queue with one reader. What it holds is bounded by whoever pushes: by `depth`, or by the calls that are
/// under way.
pub(super) struct Queue<T> {
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    items: VecDeque<T>,
    reader: Sleeper,
    closed: bool,
    lost: u64,
}

/// The reader of a queue, whose waker is kept from one sleep to the next: it is cloned where no lock is held, for it may be
/// the user's, and that once.
#[derive(Default)]
pub(super) struct Sleeper {
    waker: Option<Arc<Waker>>,
    sleeps: bool,
}

impl Sleeper {
    /// Notes that the reader sleeps, unless its waker is another one than before: whether it was noted.
    pub(super) fn sleep(&mut self, context: &Context<'_>) -> bool {
        self.sleeps = self.waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker()));
        self.sleeps
    }

    /// The same with another waker. The one before is to be dropped without a lock.
    #[must_use]
    pub(super) fn sleep_with(&mut self, waker: Arc<Waker>) -> Option<Arc<Waker>> {
        self.sleeps = true;
        self.waker.replace(waker)
    }

    /// Whom to wake without a lock, where somebody sleeps.
    #[must_use]
    pub(super) fn wake(&mut self) -> Option<Arc<Waker>> {
        if std::mem::take(&mut self.sleeps) { self.waker.clone() } else { None }
    }
}

impl<T> Taken<T> {
    /// What was taken, and whether it was the last.
    pub(super) fn split(self) -> (T, bool) {
        match self {
            Taken::OfMore(item) => (item, false),
            Taken::Last(item) => (item, true),
        }
    }
}

/// What a reader has taken, and whether it is to look again before it sleeps.
pub(super) enum Taken<T> {
    /// There may be more.
    OfMore(T),
    /// There was no more, and the reader is woken when there is.
    Last(T),
}

/// The queue takes no more.
pub(super) enum Refused {
    Full,
    Closed,
}

/// What is left to do after a push, without any lock: the `Drop` of what goes may be the user's, and so may be the
/// reader's waker.
#[must_use = "the reader waits to be woken"]
pub(super) struct Pushed<T> {
    gone: Option<T>,
    reader: Option<Arc<Waker>>,
}

impl<T> Pushed<T> {
    pub(super) fn new(gone: Option<T>, reader: Option<Arc<Waker>>) -> Pushed<T> {
        Pushed { gone, reader }
    }

    pub(super) fn finish(self) {
        if let Some(reader) = self.reader {
            wake_by_ref(&reader);
        }
        drop(self.gone);
    }

    /// The same where somebody further up holds a lock: the reader is woken after it. What goes is returned.
    #[cfg(feature = "dds")]
    pub(super) fn wake_unlocked(self) -> Option<T> {
        if let Some(reader) = self.reader {
            unlocked(move || wake_by_ref(&reader));
        }
        self.gone
    }
}

impl<T> Queue<T> {
    #[cfg(any(feature = "dds", feature = "r2r"))]
    pub(super) fn new() -> Queue<T> {
        let inner = Inner { items: VecDeque::new(), reader: Sleeper::default(), closed: false, lost: 0 };
        Queue { inner: Mutex::new(inner) }
    }

    /// One that takes nothing until it is [opened](Queue::open).
    pub(super) fn closed() -> Queue<T> {
        let inner = Inner { items: VecDeque::new(), reader: Sleeper::default(), closed: true, lost: 0 };
        Queue { inner: Mutex::new(inner) }
    }

    pub(super) fn open(&self) {
        lock(&self.inner).closed = false;
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
        Pushed { gone, reader: inner.reader.wake() }
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

    /// Takes what `make` makes under the lock, unless it is closed or holds `limit` items already. What `make` has is
    /// dropped without the lock then.
    pub(super) fn push(&self, limit: usize, make: impl FnOnce() -> T) -> Result<(), Refused> {
        let reader = {
            let mut inner = lock(&self.inner);
            if inner.closed {
                return Err(Refused::Closed);
            }
            if inner.items.len() >= limit {
                return Err(Refused::Full);
            }
            inner.items.push_back(make());
            inner.reader.wake()
        };
        if let Some(reader) = reader {
            wake_by_ref(&reader);
        }
        Ok(())
    }

    #[cfg_attr(
        not(any(feature = "dds", feature = "r2r")),
        expect(dead_code, reason = "only their subscriptions have one")
    )]
    pub(super) fn poll_pop(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.poll_take(context).map(|taken| taken.map(|taken| taken.split().0))
    }

    /// Takes an item. With the last one the reader is noted to sleep, so that it need not look once more.
    pub(super) fn poll_take(&self, context: &mut Context<'_>) -> Poll<Option<Taken<T>>> {
        let mut waker = None;
        loop {
            let mut inner = lock(&self.inner);
            match inner.items.pop_front() {
                Some(item) if inner.items.is_empty() && inner.reader.sleep(context) => {
                    return Poll::Ready(Some(Taken::Last(item)));
                }
                Some(item) => return Poll::Ready(Some(Taken::OfMore(item))),
                None if inner.closed => return Poll::Ready(None),
                None if inner.reader.sleep(context) => return Poll::Pending,
                None => {}
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

    /// Takes nothing any more, and returns what is left. It counts as lost.
    pub(super) fn close(&self) -> VecDeque<T> {
        self.close_if(|| true)
    }

    /// The same if that holds. It is asked under the lock.
    pub(super) fn close_if(&self, holds: impl FnOnce() -> bool) -> VecDeque<T> {
        let mut inner = lock(&self.inner);
        if !holds() {
            return VecDeque::new();
        }
        inner.closed = true;
        inner.lost += inner.items.len() as u64;
        let (items, reader) = (std::mem::take(&mut inner.items), std::mem::take(&mut inner.reader));
        drop(inner);
        drop(reader);
        items
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
