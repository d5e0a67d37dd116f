//! A thread of the pool as others see it: it can be called.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::Thread;
use std::time::{Duration, Instant};

use crate::rt::tasks::Pulse;

/// A thread of the pool.
#[derive(Default)]
pub(super) struct Worker {
    thread: OnceLock<Thread>,
    pub(super) pulse: Arc<Pulse>,
    called: AtomicBool,
}

impl Worker {
    /// This thread is the one.
    pub(super) fn begin(&self) {
        self.pulse.install();
        self.is_on(&std::thread::current());
    }

    pub(super) fn is_on(&self, thread: &Thread) {
        // The thread says it, and whoever has started it, whichever comes first.
        let _ = self.thread.set(thread.clone());
    }

    /// Has it come to the queue.
    pub(super) fn call(&self) {
        self.called.store(true, Ordering::Release);
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Waits until it is called: whether it was.
    pub(super) fn wait(&self, limit: Option<Duration>) -> bool {
        let end = limit.map(|limit| Instant::now() + limit);
        while !self.called.swap(false, Ordering::Acquire) {
            match end.map(|end| end.saturating_duration_since(Instant::now())) {
                None => std::thread::park(),
                Some(Duration::ZERO) => return false,
                Some(left) => std::thread::park_timeout(left),
            }
        }
        true
    }
}
