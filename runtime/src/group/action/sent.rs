//! A goal that was sent, as everybody on the client's side shares it.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use smallvec::SmallVec;

use super::{FEEDBACK_DEPTH, GoalId, GoalOutcome};
use crate::error::{ActionError, CallError};
use crate::message::action::{Action, GetResultResponse};
use crate::msgs::action_msgs::srv::CancelGoalResponse;
use crate::rt::lock::{Locked, lock, wake};

/// The result of a goal.
pub struct GoalResult<A: Action> {
    /// How it ended.
    pub outcome: GoalOutcome,
    /// What it ended with: the default of its type where it ended without a result.
    pub result: Arc<A::Result>,
}

impl<A: Action> Clone for GoalResult<A> {
    fn clone(&self) -> Self {
        GoalResult { outcome: self.outcome, result: self.result.clone() }
    }
}

impl<A: Action<Result: fmt::Debug>> fmt::Debug for GoalResult<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoalResult").field("outcome", &self.outcome).field("result", &self.result).finish()
    }
}

type End<A> = Result<GoalResult<A>, ActionError>;

/// What is known of a goal that was sent.
pub(super) struct SentGoal<A: Action> {
    pub(super) id: GoalId,
    pub(super) state: Mutex<SentState<A>>,
}

pub(super) struct SentState<A: Action> {
    pub(super) feedback: VecDeque<Arc<A::Feedback>>,
    pub(super) lost: u64,
    pub(super) end: Option<End<A>>,
    /// Who waits for a change, by numbers: one nearly always.
    waiting: SmallVec<[(u64, Waker); 1]>,
    /// How many have waited so far.
    waits: u64,
}

impl<A: Action> SentGoal<A> {
    pub(super) fn new(id: GoalId) -> Arc<SentGoal<A>> {
        let (feedback, waiting) = (VecDeque::new(), SmallVec::new());
        Arc::new(SentGoal {
            id,
            state: Mutex::new(SentState { feedback, lost: 0, end: None, waiting, waits: 0 }),
        })
    }

    pub(super) fn feedback(&self, feedback: Arc<A::Feedback>) {
        let mut state = lock(&self.state);
        state.feedback.push_back(feedback);
        let oldest = if state.feedback.len() > FEEDBACK_DEPTH {
            state.lost += 1;
            state.feedback.pop_front()
        } else {
            None
        };
        self.tell(state);
        drop(oldest);
    }

    pub(super) fn end(&self, end: End<A>) {
        let mut state = lock(&self.state);
        let mut end = Some(end);
        if state.end.is_none() {
            state.end = end.take();
        }
        self.tell(state);
    }

    /// Tells whoever waits that there was a change.
    fn tell(&self, mut state: Locked<'_, SentState<A>>) {
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(|(_, waker)| wake(waker));
    }

    /// What `look` finds now.
    pub(super) fn look<T>(&self, look: impl FnOnce(&mut SentState<A>) -> Option<T>) -> Option<T> {
        look(&mut lock(&self.state))
    }

    /// What `look` finds, now or after a change.
    pub(super) async fn find<T>(&self, mut look: impl FnMut(&mut SentState<A>) -> Option<T>) -> T {
        let mut waiter = Waiter { goal: self, number: None };
        poll_fn(|context| waiter.poll(context, &mut look)).await
    }
}

/// Somebody who waits for a change.
struct Waiter<'a, A: Action> {
    goal: &'a SentGoal<A>,
    number: Option<u64>,
}

impl<A: Action> Waiter<'_, A> {
    fn poll<T>(
        &mut self,
        context: &mut Context<'_>,
        look: impl FnOnce(&mut SentState<A>) -> Option<T>,
    ) -> Poll<T> {
        // Cloned before the lock, and what it replaces is dropped after it: a waker may be the user's.
        let waker = context.waker().clone();
        let mut state = lock(&self.goal.state);
        if let Some(found) = look(&mut state) {
            drop(state);
            return Poll::Ready(found);
        }
        let number = *self.number.get_or_insert_with(|| {
            state.waits += 1;
            state.waits
        });
        let replaced = match state.waiting.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => Some(std::mem::replace(known, waker)),
            None => {
                state.waiting.push((number, waker));
                None
            }
        };
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl<A: Action> Drop for Waiter<'_, A> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = lock(&self.goal.state);
        let place = state.waiting.iter().position(|(known, _)| *known == number);
        let gone = place.map(|place| state.waiting.swap_remove(place));
        drop(state);
        drop(gone);
    }
}

/// What a reply to a request for the result says of the goal.
pub(crate) fn ended<A: Action>(
    action: &str,
    goal: GoalId,
    reply: Result<GetResultResponse<A>, CallError>,
) -> End<A> {
    let GetResultResponse { status, result } = reply?;
    match GoalOutcome::of_status(status) {
        Some(outcome) => Ok(GoalResult { outcome, result }),
        None => Err(ActionError::UnknownGoal { action: action.to_owned(), goal }),
    }
}

/// What a reply to a request to cancel a goal says of it.
pub(crate) fn canceled(action: &str, goal: GoalId, response: &CancelGoalResponse) -> Result<(), ActionError> {
    let action = action.to_owned();
    let is_among = response.goals_canceling.iter().any(|info| GoalId::from(info.goal_id) == goal);
    match response.return_code {
        // Some servers say so although the goal is not among those that they cancel: it is refused.
        CancelGoalResponse::ERROR_NONE if is_among => Ok(()),
        CancelGoalResponse::ERROR_UNKNOWN_GOAL_ID => Err(ActionError::UnknownGoal { action, goal }),
        CancelGoalResponse::ERROR_GOAL_TERMINATED => Err(ActionError::Ended { action, goal }),
        _ => Err(ActionError::CancelRefused { action, goal }),
    }
}
