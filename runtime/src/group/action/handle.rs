//! A goal as its client has it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::super::Group;
use super::super::asker::AskerRef;
use super::super::asking::Asks;
use super::super::client::refuse_own_group;
use super::super::context::Context;
use super::GoalId;
use super::sender::ActionCore;
use super::sent::{GoalResult, SentGoal, SentState, canceled};
use super::wait::{GoalWait, Renews, Wanted};
use crate::error::ActionError;
use crate::message::action::Action;
use crate::msgs::action_msgs::msg::GoalInfo;
use crate::msgs::action_msgs::srv::CancelGoalRequest;
use crate::rt::sync::lock;

/// The next feedback of a goal; `None` when it has ended, and there will be no more.
pub type NextFeedback<A> = Result<Option<Arc<<A as Action>::Feedback>>, ActionError>;

/// A goal that a server has taken. Dropping it asks the server to cancel the goal; [`detach`](GoalHandle::detach) leaves
/// it running.
#[must_use = "a goal is cancelled when its handle is dropped: wait for its result, or `detach` it"]
pub struct GoalHandle<A: Action, G> {
    core: Arc<ActionCore<A>>,
    sent: Arc<SentGoal<A>>,
    asks: Asks,
    detached: bool,
    group: PhantomData<fn() -> G>,
}

impl<A: Action, G> fmt::Debug for GoalHandle<A, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoalHandle")
            .field("action", &self.core.action)
            .field("id", &self.sent.id)
            .finish_non_exhaustive()
    }
}

impl<A: Action, G: Group> GoalHandle<A, G> {
    pub(super) fn new(core: Arc<ActionCore<A>>, sent: Arc<SentGoal<A>>, asks: Asks) -> GoalHandle<A, G> {
        GoalHandle { core, sent, asks, detached: false, group: PhantomData }
    }

    /// Which goal it is.
    pub fn id(&self) -> GoalId {
        self.sent.id
    }

    /// Whether it is known to have ended.
    pub fn has_ended(&self) -> bool {
        lock(&self.sent.state).end.is_some()
    }

    /// How much feedback came while 100 others waited to be taken: the oldest went.
    pub fn feedback_lost(&self) -> u64 {
        lock(&self.sent.state).lost
    }

    /// Leaves the goal running, without anybody who waits for it.
    pub fn detach(mut self) {
        self.detached = true;
    }

    /// Waits for feedback: what came first and was not taken yet. `None`: the goal has ended, and there will be no more.
    ///
    /// # Errors
    /// [`ActionError`] where nobody knows any more how the goal ends.
    pub fn next_feedback<'a, C: Context>(&'a self, cx: &'a C) -> C::Told<'a, A, Option<Arc<A::Feedback>>> {
        const { refuse_own_group::<C, G>() };
        self.feedback_within(cx, None)
    }

    /// Like [`next_feedback`](GoalHandle::next_feedback), with a time limit.
    ///
    /// # Errors
    /// As [`next_feedback`](GoalHandle::next_feedback).
    pub fn next_feedback_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Told<'a, A, Option<Arc<A::Feedback>>> {
        const { refuse_own_group::<C, G>() };
        self.feedback_within(cx, Some(limit))
    }

    fn feedback_within<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Option<Duration>,
    ) -> C::Told<'a, A, Option<Arc<A::Feedback>>> {
        let look = |state: &mut SentState<A>| match (state.feedback.pop_front(), &state.end) {
            (Some(feedback), _) => Some(Ok(Some(feedback))),
            (None, Some(Ok(_))) => Some(Ok(None)),
            (None, Some(Err(error))) => Some(Err(error.clone())),
            (None, None) => None,
        };
        self.wait(cx, limit, Wanted { look, renews: Renews::No })
    }

    /// Waits until the goal has ended.
    ///
    /// # Errors
    /// [`ActionError::UnknownGoal`] where the server has forgotten the goal, or is another one than it was sent to;
    /// [`ActionError::Call`] where the server has gone.
    pub fn result<'a, C: Context>(&'a self, cx: &'a C) -> C::Told<'a, A, GoalResult<A>> {
        const { refuse_own_group::<C, G>() };
        self.result_within(cx, None)
    }

    /// Like [`result`](GoalHandle::result), with a time limit.
    ///
    /// # Errors
    /// As [`result`](GoalHandle::result).
    pub fn result_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Told<'a, A, GoalResult<A>> {
        const { refuse_own_group::<C, G>() };
        self.result_within(cx, Some(limit))
    }

    fn result_within<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Option<Duration>,
    ) -> C::Told<'a, A, GoalResult<A>> {
        self.wait(cx, limit, Wanted { look: |state| state.end.clone(), renews: Renews::Yes })
    }

    fn wait<'a, C: Context, T: Send + 'a>(
        &'a self,
        cx: &'a C,
        limit: Option<Duration>,
        wanted: Wanted<A, T>,
    ) -> C::Told<'a, A, T> {
        let GoalHandle { core, sent, asks, .. } = self;
        let AskerRef(asker) = cx.asker();
        cx.told(GoalWait { core, sent, asker, blocks: C::BLOCKS, limit, asks: *asks, wanted, waiting: None })
    }

    /// Asks the server to cancel the goal, and waits until it has answered. That the goal is cancelled does not mean
    /// that it has ended: its result says when, and how.
    ///
    /// # Errors
    /// [`ActionError::CancelRefused`], [`ActionError::Ended`] or [`ActionError::UnknownGoal`] where it is not cancelled,
    /// [`ActionError::Call`] where nothing came back.
    pub fn cancel<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<(), ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.cancel_within(cx, self.core.limit())
    }

    /// Like [`cancel`](GoalHandle::cancel), with a time limit of its own.
    ///
    /// # Errors
    /// As [`cancel`](GoalHandle::cancel).
    pub fn cancel_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Wait<'a, Result<(), ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.cancel_within(cx, Some(limit))
    }

    fn cancel_within<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Option<Duration>,
    ) -> C::Wait<'a, Result<(), ActionError>> {
        let AskerRef(asker) = cx.asker();
        let cancelling = async move {
            let goal_info = GoalInfo { goal_id: self.sent.id.into(), ..GoalInfo::default() };
            let request = CancelGoalRequest { goal_info };
            let response = self.core.cancel.call(asker, C::BLOCKS, request, limit, self.asks).await?;
            canceled(&self.core.action, self.sent.id, &response)
        };
        cx.try_wait(Box::pin(cancelling), || self.core.inside_runtime())
    }
}

/// Waits for a goal's result without the compiler's check: the door for tests that show what it prevents.
pub fn result_unchecked<'a, A: Action, G: Group, C: Context>(
    goal: &'a GoalHandle<A, G>,
    cx: &'a C,
) -> C::Told<'a, A, GoalResult<A>> {
    goal.result_within(cx, None)
}

impl<A: Action, G> Drop for GoalHandle<A, G> {
    fn drop(&mut self) {
        self.core.forget(self.sent.id);
        // Where nobody could say, it may run: also where this node stops.
        let may_run = matches!(&lock(&self.sent.state).end, None | Some(Err(ActionError::Call(_))));
        if may_run && !self.detached {
            self.core.cancel_unheard(self.sent.id);
        }
    }
}
