//! Which callback runs, or is polled, on a thread right now.
//!
//! Who waits is not a question of the context that a call is given: a context of no group may come out of a static
//! or through a channel. It is a question of whose code is running, and that is known around each run and each poll.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::analysis::WaitMode;

/// One run of a node, from its start to its end. A type that runs twice has two, and so has a node that was started
/// again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct InstanceId(u64);

impl InstanceId {
    pub(super) fn next() -> InstanceId {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        InstanceId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A callback whose code a thread runs or polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Current {
    pub(crate) node: InstanceId,
    /// Its place among the node's callbacks.
    pub(crate) callback: usize,
    /// How it waits where it does: a sync callback blocks, whatever it calls.
    pub(crate) mode: WaitMode,
}

thread_local! {
    static CURRENT: Cell<Option<Current>> = const { Cell::new(None) };
}

/// The callback whose code the caller is part of; `None` in tasks, tests, `main` and threads of the user's.
pub(crate) fn current() -> Option<Current> {
    CURRENT.get()
}

/// Runs `work` as code of `who`. Runs within runs are fine: the inner one counts, up to its end or panic.
pub(crate) fn run_as<T>(who: Option<Current>, work: impl FnOnce() -> T) -> T {
    let _outer = Outer(CURRENT.replace(who));
    work()
}

/// Polls `future` as code of `who`, on whatever threads it is polled.
pub(crate) async fn poll_as<F: Future>(who: Option<Current>, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| run_as(who, || future.as_mut().poll(context))).await
}

/// Who ran before, until it is dropped.
struct Outer(Option<Current>);

impl Drop for Outer {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callback(callback: usize) -> Option<Current> {
        Some(Current { node: InstanceId(7), callback, mode: WaitMode::Blocking })
    }

    #[test]
    fn the_inner_of_two_runs_counts_up_to_its_end() {
        assert_eq!(current(), None);
        run_as(callback(1), || {
            run_as(None, || assert_eq!(current(), None));
            run_as(callback(2), || assert_eq!(current(), callback(2)));
            assert_eq!(current(), callback(1));
        });
        assert_eq!(current(), None);
    }

    #[test]
    fn a_panic_ends_a_run() {
        let panic = std::panic::catch_unwind(|| run_as(callback(1), || panic!("on purpose")));
        assert!(panic.is_err());
        assert_eq!(current(), None);
    }

    #[tokio::test]
    async fn a_future_is_nobodys_between_its_polls() {
        let mut future = pin!(poll_as(callback(1), async {
            assert_eq!(current(), callback(1));
            tokio::task::yield_now().await;
            current()
        }));
        let first = poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context))).await;
        assert!(first.is_pending());
        assert_eq!(current(), None);
        assert_eq!(future.await, callback(1));
    }
}
