//! How a reply comes to the call that waits for it.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::bell::Bell;
use super::call::ClientCore;
use super::lane::{Deliver, Door};
use crate::message::Service;
use crate::transport::ReplyPort;

/// Delivers the replies of one client. The client's group drives it.
pub(crate) struct Route<S: Service> {
    core: Arc<ClientCore<S>>,
    replies: Box<dyn ReplyPort<S>>,
}

impl<S: Service> Route<S> {
    pub(super) fn new(core: Arc<ClientCore<S>>, replies: Box<dyn ReplyPort<S>>) -> Route<S> {
        Route { core, replies }
    }
}

impl<S: Service> Deliver for Route<S> {
    fn poll_deliver(&mut self, context: &mut Context<'_>) {
        while let Poll::Ready(Some(reply)) = self.replies.poll_reply(context) {
            self.core.answer(reply.id, reply.result);
            if self.replies.is_drained() {
                break;
            }
        }
    }

    fn bell(&self) -> Option<Arc<Bell>> {
        Some(self.core.bell())
    }

    fn open(&mut self, door: Door) {
        self.core.open(door);
    }
}
