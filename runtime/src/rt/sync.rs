//! Small pieces to wait with.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Poll, Waker};

use tokio::sync::Notify;

pub(crate) use super::lock::lock;
use super::lock::no_lock_held;
use super::polled::polled;
pub(crate) use super::polled::until;

/// A flag that is raised once and can be waited for.
#[derive(Default)]
pub(crate) struct Flag {
    raised: AtomicBool,
    notify: Notify,
}

impl Flag {
    pub(crate) fn raise(&self) {
        no_lock_held();
        self.raised.store(true, Ordering::SeqCst);
        self.notify.notify_waiters();
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.raised.load(Ordering::SeqCst)
    }

    /// Ready when it is raised. It is polled with everything that it may end, so that no poll takes a lock but the first.
    pub(crate) fn raised(&self) -> impl Future<Output = ()> + Send {
        let mut registered: Option<Waker> = None;
        polled(self.notify.notified(), move |notified, context| {
            let waits = registered.as_ref().is_some_and(|waker| waker.will_wake(context.waker()));
            if !waits && !self.is_raised() {
                // Registered before the flag is read once more, so that no raise falls between.
                let _ = notified.poll(context);
                registered = Some(context.waker().clone());
            }
            if self.is_raised() { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}

/// Counts what runs, and can be waited on until nothing does.
#[derive(Default)]
pub(crate) struct Gauge {
    count: AtomicUsize,
    notify: Notify,
}

impl Gauge {
    pub(crate) fn enter(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn leave(&self) {
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            no_lock_held();
            self.notify.notify_waiters();
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    pub(crate) async fn zero(&self) {
        loop {
            let mut notified = pin!(self.notify.notified());
            notified.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            notified.await;
        }
    }
}
