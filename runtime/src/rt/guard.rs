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

/// Writes to the log. Its layers are the user's: where one panics the line is lost, and nothing else.
pub(crate) fn say(line: impl FnOnce()) {
    let _ = guard(line);
}

/// Drops values of the user's, [each] of them: of two that panic in the `Drop` of one collection, the second would end the
/// process.
pub(crate) fn drop_each<T>(values: impl IntoIterator<Item = T>) {
    each(values, drop);
}

/// Does with values what may be the user's code, with all of them where one panics. The panic goes on with the message of
/// the first.
pub(crate) fn each<T>(values: impl IntoIterator<Item = T>, work: impl Fn(T)) {
    let done = values.into_iter().map(|value| guard(|| work(value)));
    let panics: Vec<String> = done.filter_map(Result::err).collect();
    if let Some(first) = panics.into_iter().next()
        && !std::thread::panicking()
    {
        std::panic::resume_unwind(Box::new(first));
    }
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
