//! A goal that was sent, as everybody on the client's side shares it.

use std::collections::VecDeque;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use super::{FEEDBACK_DEPTH, GoalId, GoalOutcome};
use crate::error::{ActionError, CallError};
use crate::message::action::{Action, GetResultResponse};
use crate::msgs::action_msgs::srv::CancelGoalResponse;
use crate::rt::lock::{Locked, lock};

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
    changed: Notify,
}

pub(super) struct SentState<A: Action> {
    pub(super) feedback: VecDeque<Arc<A::Feedback>>,
    pub(super) lost: u64,
    /// Whether somebody waits for a change.
    waits: bool,
    pub(super) end: Option<End<A>>,
}

impl<A: Action> SentGoal<A> {
    pub(super) fn new(id: GoalId) -> Arc<SentGoal<A>> {
        let state = Mutex::new(SentState { feedback: VecDeque::new(), lost: 0, waits: false, end: None });
        Arc::new(SentGoal { id, state, changed: Notify::new() })
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
        let waits = std::mem::take(&mut state.waits);
        drop(state);
        if waits {
            self.changed.notify_waiters();
        }
    }

    /// What `look` finds now. If nothing, whoever looks is told of a change.
    pub(super) fn look<T>(&self, look: impl FnOnce(&mut SentState<A>) -> Option<T>) -> Option<T> {
        let mut state = lock(&self.state);
        let found = look(&mut state);
        state.waits |= found.is_none();
        found
    }

    /// What `look` finds, now or after a change.
    pub(super) async fn find<T>(&self, mut look: impl FnMut(&mut SentState<A>) -> Option<T>) -> T {
        loop {
            let mut changed = pin!(self.changed.notified());
            // Registered before the look, so that no change falls between.
            changed.as_mut().enable();
            if let Some(found) = self.look(&mut look) {
                return found;
            }
            changed.await;
        }
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
