//! Where a node's code is at home: the user's tokio runtime, and the log of whoever started the node.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::{EnterGuard, Handle};
use tracing::dispatcher::{self, DefaultGuard, Dispatch};
use tracing::subscriber::NoSubscriber;

use super::time::Time;

/// The surroundings of user code, and the steady clock: it begins with the system's time, and goes on by itself.
pub(crate) struct Home {
    runtime: Handle,
    /// The subscriber of the thread that made it: a test may have one of its own, which no other thread knows.
    log: Option<Dispatch>,
    start: Instant,
    epoch: Time,
}

/// While it lives, the thread is at home: `tokio::spawn`, sockets and the log work as where the node was started.
pub(super) struct Inside<'a> {
    _runtime: EnterGuard<'a>,
    _log: Option<DefaultGuard>,
}

impl Home {
    pub(super) fn new(runtime: Handle) -> Arc<Home> {
        let log = dispatcher::get_default(Clone::clone);
        // Who has no log yet may get the program's later on.
        let log = (!log.is::<NoSubscriber>()).then_some(log);
        Arc::new(Home { runtime, log, start: Instant::now(), epoch: system_time() })
    }

    pub(super) fn enter(&self) -> Inside<'_> {
        Inside { _runtime: self.runtime.enter(), _log: self.log.as_ref().map(dispatcher::set_default) }
    }

    /// Whether who is inside one is inside the other.
    pub(super) fn same(self: &Arc<Self>, other: &Arc<Self>) -> bool {
        let no_log = || self.log.is_none() && other.log.is_none();
        Arc::ptr_eq(self, other) || (no_log() && self.runtime.id() == other.runtime.id())
    }

    pub(super) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    pub(super) fn now(&self) -> Time {
        self.epoch + self.start.elapsed()
    }

    /// When the steady clock has come to `time`.
    pub(super) fn instant(&self, time: Time) -> Instant {
        self.start.checked_add(time.since(self.epoch)).unwrap_or_else(|| self.start + FAR)
    }
}

/// As good as never, for deadlines that the system's clock can not hold.
pub(super) const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// What the system's clock shows. It may be set at any time.
pub(super) fn system_time() -> Time {
    Time::since_epoch(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
}
