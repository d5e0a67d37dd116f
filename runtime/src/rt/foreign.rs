//! Wakers of tokio: they run no code of the user's, so they may be woken on any thread, as those of this crate.

use std::future::poll_fn;
use std::sync::LazyLock;
use std::task::{Poll, RawWakerVTable, Waker};

use tokio::runtime::{Builder, Handle};

/// What tells them: that of a task, and of either kind of `block_on`. Where they are not known, they count as the user's.
static KNOWN: LazyLock<Vec<RawWakerVTable>> = LazyLock::new(|| {
    // On a thread of its own, since nobody may block inside of a runtime.
    let look = std::thread::Builder::new().name("rosweave-look".to_owned()).spawn(look);
    look.ok().and_then(|look| look.join().ok()).flatten().unwrap_or_default()
});

/// Whether the waker is one of tokio's.
pub(super) fn is_tokios(waker: &Waker) -> bool {
    KNOWN.contains(waker.vtable())
}

fn look() -> Option<Vec<RawWakerVTable>> {
    let seen = || poll_fn(|context| Poll::Ready(*context.waker().vtable()));
    let runtime = Builder::new_current_thread().build().ok()?;
    let handle: &Handle = runtime.handle();
    let mut all = vec![runtime.block_on(seen()), handle.block_on(seen())];
    all.extend(runtime.block_on(runtime.spawn(seen())));
    Some(all)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::Wake;

    use super::*;

    fn is_known() -> impl Future<Output = bool> {
        poll_fn(|context| Poll::Ready(is_tokios(context.waker())))
    }

    struct Users;

    impl Wake for Users {
        fn wake(self: Arc<Self>) {}
    }

    #[test]
    fn tasks_and_block_on_are_known_and_wakers_of_the_users_are_not() {
        let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        assert!(runtime.block_on(is_known()));
        assert!(runtime.block_on(runtime.spawn(is_known())).unwrap());
        assert!(!is_tokios(&Waker::from(Arc::new(Users))));
    }
}
