//! The watch over callbacks that run long: asleep while no callback is called.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

static AWAKE: AtomicBool = AtomicBool::new(false);
static WOKEN: Notify = Notify::const_new();

/// A callback is called: the watch has to look.
pub(super) fn wake() {
    if !AWAKE.load(Ordering::Relaxed) && !AWAKE.swap(true, Ordering::SeqCst) {
        WOKEN.notify_one();
    }
}

/// Waits for a call.
pub(crate) async fn woken() {
    WOKEN.notified().await;
}

/// From here on a call wakes the watch. A call that begins at this very moment may not: who looks once more a while
/// later sees it.
pub(crate) fn rest() {
    AWAKE.store(false, Ordering::SeqCst);
}
