//! Which callback runs, or is polled, on a thread right now.
//!
//! Who waits is not a question of the context that a call is given: a context of no group may come out of a static
//! or through a channel. It is a question of whose code is running, and that is known around each run and each poll.

use std::cell::Cell;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::analysis::WaitMode;
use crate::rt::mark::mark;
use crate::rt::polled::polled;

/// One run of a node, from its start to its end. A type that runs twice has two, and so has a node that was started
/// again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct InstanceId(u64);

impl InstanceId {
    pub(crate) fn next() -> InstanceId {
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

/// Whose code a thread runs, as far as the log is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speaker {
    pub(crate) node: InstanceId,
    /// Its place among the node's callbacks; `None` in `#[init]` and in tasks of the node's.
    pub(crate) callback: Option<usize>,
}

thread_local! {
    static CURRENT: Cell<Option<Current>> = const { Cell::new(None) };
    /// The node whose `#[init]` or task runs.
    static NODE: Cell<Option<InstanceId>> = const { Cell::new(None) };
}

/// Who speaks, where somebody writes to the log.
#[cfg_attr(not(feature = "log"), allow(dead_code, reason = "its layer asks"))]
pub(crate) fn speaker() -> Option<Speaker> {
    let callback = current().map(|current| Speaker { node: current.node, callback: Some(current.callback) });
    callback.or_else(|| NODE.get().map(|node| Speaker { node, callback: None }))
}

/// Runs `work` as code of a node's that is none of its callbacks.
pub(crate) fn speak_as<T>(node: InstanceId, work: impl FnOnce() -> T) -> T {
    let _marked = mark(&NODE, Some(node));
    work()
}

/// Polls `future` as code of a node's that is none of its callbacks.
pub(crate) fn poll_speaking<F: Future>(node: InstanceId, future: F) -> impl Future<Output = F::Output> {
    polled(future, move |future, context| speak_as(node, || future.poll(context)))
}

/// The callback whose code the caller is part of; `None` in tasks, tests, `main` and threads of the user's.
pub(crate) fn current() -> Option<Current> {
    CURRENT.get()
}

/// Runs `work` as code of `who`. Runs within runs are fine: the inner one counts, up to its end or panic.
pub(crate) fn run_as<T>(who: Option<Current>, work: impl FnOnce() -> T) -> T {
    let _marked = mark(&CURRENT, who);
    work()
}

/// Polls `future` as code of `who`, on whatever threads it is polled.
pub(crate) fn poll_as<F: Future>(who: Option<Current>, future: F) -> impl Future<Output = F::Output> {
    polled(future, move |future, context| run_as(who, || future.poll(context)))
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;

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

    #[test]
    fn a_callback_speaks_for_itself_and_a_task_for_its_node() {
        assert_eq!(speaker(), None);
        let task = Some(Speaker { node: InstanceId(3), callback: None });
        speak_as(InstanceId(3), || {
            assert_eq!(speaker(), task);
            run_as(callback(1), || assert_eq!(speaker().and_then(|speaker| speaker.callback), Some(1)));
            assert_eq!(speaker(), task);
        });
        assert_eq!(speaker(), None);
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
