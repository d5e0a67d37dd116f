//! The replies of one client as a group drives them, and how a caller outside of all groups gets its own without it.
//!
//! The thread that a reply comes on calls that caller's thread then, and not the group's, which would have to call the
//! caller's. The caller borrows the group's turn ([`Sleep`](super::sleep::Sleep)), and polls what the group would poll.
//! That is so only for a caller whose call is the client's one call under way: nobody else waits for it to come.

use std::sync::{Arc, Mutex, Weak};
use std::task::Context;

use super::bell::Bell;
use super::ready::Entity;
use crate::rt::polled_for_a_task;
use crate::rt::sync::lock;

/// A route without its service's type.
pub(crate) trait Deliver: Send {
    /// Delivers what has come.
    fn poll_deliver(&mut self, context: &mut Context<'_>);

    /// Where a caller says that it comes itself, if it may.
    fn bell(&self) -> Option<Arc<Bell>> {
        None
    }

    /// Where such a caller finds its reply.
    fn open(&mut self, door: Door) {
        let _ = door;
    }
}

/// What delivers the replies of one client. Whoever does so takes it away meanwhile, so that no lock is held.
pub(super) struct Lane(Mutex<Option<Box<dyn Deliver>>>);

impl Lane {
    /// Of the client that the group knows as `entity`.
    pub(super) fn new(mut route: Box<dyn Deliver>, entity: Entity) -> Arc<Lane> {
        let lane = Arc::new(Lane(Mutex::new(None)));
        route.open(Door { lane: Arc::downgrade(&lane), entity });
        *lock(&lane.0) = Some(route);
        lane
    }

    /// Delivers what has come.
    pub(super) fn deliver(&self, context: &mut Context<'_>) {
        let route = lock(&self.0).take();
        let mut taken = Taken { lane: self, route };
        if let Some(route) = &mut taken.route {
            route.poll_deliver(context);
        }
    }
}

/// It is there again afterwards, also after a panic.
struct Taken<'a> {
    lane: &'a Lane,
    route: Option<Box<dyn Deliver>>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *lock(&self.lane.0) = self.route.take();
    }
}

/// Leads a client's caller to its replies.
pub(crate) struct Door {
    /// The group's: it goes with it.
    lane: Weak<Lane>,
    entity: Entity,
}

impl Door {
    /// Whether something may have come that nobody has looked at.
    pub(super) fn has_mark(&self) -> bool {
        self.entity.is_marked()
    }

    /// Delivers here what has come, if the group does nothing. If not, the group does.
    pub(super) fn deliver(&self) {
        let Some(_loan) = self.entity.lend() else { return self.entity.call_group() };
        if let Some(lane) = self.lane.upgrade() {
            let waker = self.entity.waker();
            polled_for_a_task(waker, || lane.deliver(&mut Context::from_waker(waker)));
        }
    }

    /// Has the group look at what was left to a caller, if there is anything.
    pub(super) fn leave(&self) {
        if self.entity.is_marked() {
            self.entity.call_group();
        }
    }
}
