//! What a change of a table's goals brings about.

use std::sync::Arc;
use std::task::Waker;

use smallvec::SmallVec;

use super::accepted::GoalCore;
use super::entry::Entry;
use crate::message::action::{Action, GetResult, GetResultResponse};
use crate::rt::guard::{drop_each, each};
use crate::transport::Responder;

/// What is to be told when the lock is released.
#[must_use]
pub(crate) struct Effects<A: Action> {
    /// Of these and of the wakers there is one nearly always, which asks for no memory.
    pub(super) answers: SmallVec<[Answer<A>; 1]>,
    pub(super) told: Vec<Arc<GoalCore<A>>>,
    pub(super) wakers: SmallVec<[Waker; 1]>,
    /// What is dropped: values of the user's, and those that nobody answers.
    pub(super) gone: Gone<A>,
}

/// Who asked for a result, and what is said.
pub(super) type Answer<A> = (Responder<GetResult<A>>, GetResultResponse<A>);

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
        if !self.goals.is_empty() {
            drop_each(self.goals.drain(..));
        }
    }
}

impl<A: Action> Gone<A> {
    pub(crate) fn is_empty(&self) -> bool {
        self.goals.is_empty() && self.unanswered.is_none()
    }
}

impl<A: Action> Default for Effects<A> {
    fn default() -> Self {
        Effects { answers: SmallVec::new(), told: Vec::new(), wakers: SmallVec::new(), gone: Gone::default() }
    }
}

impl<A: Action> Effects<A> {
    /// Whether there is nothing to tell, and nothing gone.
    pub(super) fn are_none(&self) -> bool {
        self.answers.is_empty() && self.told.is_empty() && self.wakers.is_empty() && self.gone.is_empty()
    }

    /// Tells it, and drops what is gone.
    pub(crate) fn tell(self) {
        drop(self.tell_and_keep());
    }

    /// Takes the answers away that a `Serialize` of the user's has to make.
    pub(super) fn take_encoded(&mut self) -> Vec<Answer<A>> {
        if !self.answers.iter().any(|(responder, _)| responder.encodes()) {
            return Vec::new();
        }
        let (encoded, others) = self.answers.drain(..).partition::<Vec<_>, _>(|(to, _)| to.encodes());
        self.answers = SmallVec::from_vec(others);
        encoded
    }

    /// Tells it, and returns what is gone: its `Drop` is the user's.
    #[must_use]
    pub(crate) fn tell_and_keep(self) -> Gone<A> {
        self.told.iter().for_each(|goal| goal.told_to_end.raise());
        if !self.answers.is_empty() {
            each(self.answers, |(responder, response)| responder.send(response));
        }
        self.wakers.into_iter().for_each(Waker::wake);
        self.gone
    }
}
