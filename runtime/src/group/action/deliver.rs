//! What comes back to an action's client.

use std::sync::Arc;
use std::task::{Context, Poll};

use smallvec::SmallVec;

use super::super::lane::Deliver;
use super::sender::ActionCore;
use super::sent::ended;
use crate::message::action::{Action, FeedbackMessage, GetResult};
use crate::rt::sync::lock;
use crate::transport::{ReplyPort, SubscriptionPort};

/// Delivers results and feedback. The client's group drives it.
pub(super) struct Results<A: Action> {
    pub(super) core: Arc<ActionCore<A>>,
    pub(super) results: Box<dyn ReplyPort<GetResult<A>>>,
    pub(super) feedback: Box<dyn SubscriptionPort<FeedbackMessage<A>>>,
}

impl<A: Action> Deliver for Results<A> {
    fn poll_deliver(&mut self, context: &mut Context<'_>) {
        let mut replies = SmallVec::<[_; 1]>::new();
        while let Poll::Ready(Some(reply)) = self.results.poll_reply(context) {
            replies.push(reply);
            if self.results.is_drained() {
                break;
            }
        }
        // Looked at after the results: feedback that was sent before one is delivered before it.
        while let Poll::Ready(Some(delivery)) = self.feedback.poll_next(context) {
            // Other clients' goals have other ids.
            if let Some(goal) = self.core.sent(delivery.message.goal_id.into()) {
                goal.feedback(delivery.message.feedback.clone());
            }
        }
        for reply in replies {
            let goal = lock(&self.core.asked).remove(reply.id.0);
            if let Some(goal) = goal.and_then(|goal| goal.upgrade()) {
                goal.end(ended(&self.core.action, goal.id, reply.result));
            }
        }
    }
}
