//! Callers outside of all groups, which come for their replies themselves.
//!
//! One does where its call is the client's only one. As soon as there is another call, or it is given up, what it was
//! called for is left to the group.

use std::sync::Arc;
use std::task::Waker;

use super::super::bell::Bell;
use super::super::lane::Door;
use super::{Calls, ClientCore};
use crate::message::Service;
use crate::rt::sync::lock;
use crate::transport::CallId;

impl<S: Service> ClientCore<S> {
    pub(in crate::group) fn bell(&self) -> Arc<Bell> {
        self.bell.clone()
    }

    pub(in crate::group) fn open(&self, door: Door) {
        let _ = self.door.set(door);
    }

    /// The caller of `id` comes itself when `waker` is woken, if its call is the only one.
    pub(super) fn come_alone(&self, calls: &mut Calls<S>, id: CallId, waker: &Waker) {
        if calls.pending.len() == 1 && calls.late.is_empty() {
            calls.alone = Some(id.0);
            self.bell.hang(Some(waker.clone()));
        }
    }

    /// From now on nobody comes: whether somebody would have.
    pub(super) fn join(&self, calls: &mut Calls<S>) -> bool {
        let was_alone = calls.alone.take().is_some();
        if was_alone {
            self.bell.hang(None);
        }
        was_alone
    }

    /// Has the group deliver what such a caller was called for, and has not looked at.
    pub(super) fn leave_to_group(&self, was_alone: bool) {
        if let (true, Some(door)) = (was_alone, self.door.get()) {
            door.leave();
        }
    }

    /// Delivers here what has come for a caller that comes itself: whether it may have its result now.
    pub(super) fn fetch(&self, id: CallId) -> bool {
        let Some(door) = self.door.get().filter(|door| door.has_mark()) else { return false };
        let mut calls = lock(&self.calls);
        if calls.alone != Some(id.0) {
            return false;
        }
        // It is awake: nobody has to wake it.
        let own = calls.pending.get_mut(id.0).and_then(|pending| pending.waker.take());
        drop(calls);
        drop(own);
        door.deliver();
        true
    }
}
