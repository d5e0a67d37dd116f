//! The one place where a panic of the user's code is caught.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use super::lock::no_lock_held;
use super::polled::polled;

/// What `work` returns, or the message of its panic.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    no_lock_held();
    // What the callback leaves half-done is its group's state; the node ends, or was told to go on with it.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = message(&*panic);
        // The payload is the user's too, and so is its `Drop`.
        if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
            std::mem::forget(again);
        }
        message
    })
}

/// What `future` returns, or the message of its panic.
pub(crate) fn guard_future<F: Future>(future: F) -> impl Future<Output = Result<F::Output, String>> {
    polled(future, |future, context| match guard(|| future.poll(context)) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}
