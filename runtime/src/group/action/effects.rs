//! What a change of a table's goals brings about.

use std::sync::Arc;
use std::task::Waker;

use super::accepted::GoalCore;
use super::entry::Entry;
use crate::message::action::{Action, GetResult, GetResultResponse};
use crate::rt::guard::drop_each;
use crate::transport::Responder;

/// What is to be told when the lock is released.
#[must_use]
pub(crate) struct Effects<A: Action> {
    pub(super) answers: Vec<(Responder<GetResult<A>>, GetResultResponse<A>)>,
    pub(super) told: Vec<Arc<GoalCore<A>>>,
    pub(super) wakers: Vec<Waker>,
    /// What is dropped: values of the user's, and those that nobody answers.
    pub(super) gone: Gone<A>,
}

/// What a table has let go of.
pub(crate) struct Gone<A: Action> {
    pub(super) goals: Vec<Entry<A>>,
    pub(super) unanswered: Option<Responder<GetResult<A>>>,
}

impl<A: Action> Default for Gone<A> {
    fn default() -> Self {
        Gone { goals: Vec::new(), unanswered: None }
    }
}

impl<A: Action> Drop for Gone<A> {
    fn drop(&mut self) {
        drop_each(self.goals.drain(..));
    }
}

impl<A: Action> Gone<A> {
    pub(crate) fn is_empty(&self) -> bool {
        self.goals.is_empty() && self.unanswered.is_none()
    }
}

impl<A: Action> Default for Effects<A> {
    fn default() -> Self {
        Effects { answers: Vec::new(), told: Vec::new(), wakers: Vec::new(), gone: Gone::default() }
    }
}

impl<A: Action> Effects<A> {
    /// Tells it, and drops what is gone.
    pub(crate) fn tell(self) {
        drop(self.tell_and_keep());
    }

    /// Tells it, and returns what is gone: its `Drop` is the user's.
    #[must_use]
    pub(crate) fn tell_and_keep(self) -> Gone<A> {
        self.told.iter().for_each(|goal| goal.told_to_end.raise());
        for (responder, response) in self.answers {
            responder.send(response);
        }
        self.wakers.into_iter().for_each(Waker::wake);
        self.gone
    }
}
