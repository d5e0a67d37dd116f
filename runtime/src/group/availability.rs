//! Waiting until somebody serves what a client asks for.

use std::time::Duration;

use super::asker::AskerRef;
use super::context::Context;
use super::served::Served;
use crate::error::Stopped;
use crate::rt::sync::until;

/// Whether somebody serves it now. An `#[init]` that asks for ever is told what it has asked for.
pub(super) fn is_ready(served: &impl Served) -> bool {
    served.life().asks(served.client());
    served.is_available()
}

/// Waits until somebody serves it.
pub(super) fn wait<'a, C: Context>(cx: &'a C, served: &'a impl Served) -> C::Wait<'a, Result<(), Stopped>> {
    let AskerRef(asker) = cx.asker();
    cx.wait(Box::pin(async move {
        let _waits = asker.life.wait(served.entry(asker, C::BLOCKS));
        until(served.available(), served.life().cancelled.raised()).await.ok_or(Stopped)
    }))
}

/// Waits at most `limit` until somebody serves it: whether somebody does.
pub(super) fn wait_at_most<'a, C: Context>(
    cx: &'a C,
    served: &'a impl Served,
    limit: Duration,
) -> C::Wait<'a, bool> {
    cx.wait(Box::pin(async move {
        // Before the limit is looked at, which may be over at once.
        if served.is_available() {
            return true;
        }
        let life = served.life();
        let deadline = life.exec.sleep_until(life.exec.now() + limit);
        let end = async {
            until(deadline, life.cancelled.raised()).await;
        };
        until(served.available(), end).await.is_some()
    }))
}
