//! Small pieces to wait with.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

pub(crate) use super::lock::lock;
use super::lock::no_lock_held;
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

    pub(crate) async fn raised(&self) {
        let mut notified = pin!(self.notify.notified());
        // Registered before the flag is read, so that no raise falls between.
        notified.as_mut().enable();
        if !self.is_raised() {
            notified.await;
        }
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
