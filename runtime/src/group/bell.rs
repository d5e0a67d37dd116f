//! How a caller outside of all groups is called for its reply.

use std::sync::Mutex;
use std::task::Waker;

use crate::rt::lock::wake;
use crate::rt::sync::lock;

/// Where a caller says that it comes for its reply itself. Its waker runs no code of the user's: it is woken on any
/// thread.
#[derive(Default)]
pub(crate) struct Bell(Mutex<Option<Waker>>);

impl Bell {
    /// Who is to be called, instead of the one before.
    pub(super) fn hang(&self, caller: Option<Waker>) {
        *lock(&self.0) = caller;
    }

    /// Calls whoever it is: whether there was one. It is not called again.
    pub(super) fn ring(&self) -> bool {
        let caller = lock(&self.0).take();
        caller.map(wake).is_some()
    }
}
