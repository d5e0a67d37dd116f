//! A goal as its client has it.

use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::super::Group;
use super::super::asker::{Asker, AskerRef};
use super::super::asking::{Asking, Asks};
use super::super::call::inside_a_sync_callback;
use super::super::client::refuse_own_group;
use super::super::context::Context;
use super::super::served::Served;
use super::GoalId;
use super::sender::ActionCore;
use super::sent::{GoalResult, SentGoal, SentState, canceled};
use crate::error::{ActionError, CallError};
use crate::message::action::Action;
use crate::msgs::action_msgs::msg::GoalInfo;
use crate::msgs::action_msgs::srv::CancelGoalRequest;
use crate::rt::sync::{lock, until};

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
    pub fn next_feedback<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, NextFeedback<A>> {
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
    ) -> C::Wait<'a, NextFeedback<A>> {
        const { refuse_own_group::<C, G>() };
        self.feedback_within(cx, Some(limit))
    }

    fn feedback_within<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Option<Duration>,
    ) -> C::Wait<'a, NextFeedback<A>> {
        let AskerRef(asker) = cx.asker();
        let feedback = |state: &mut SentState<A>| match (state.feedback.pop_front(), &state.end) {
            (Some(feedback), _) => Some(Ok(Some(feedback))),
            (None, Some(Ok(_))) => Some(Ok(None)),
            (None, Some(Err(error))) => Some(Err(error.clone())),
            (None, None) => None,
        };
        let waiting = async move { self.waited(asker, C::BLOCKS, limit, feedback).await? };
        cx.try_wait(Box::pin(waiting), || self.core.inside_runtime())
    }

    /// Waits until the goal has ended.
    ///
    /// # Errors
    /// [`ActionError::UnknownGoal`] where the server has forgotten the goal, or is another one than it was sent to;
    /// [`ActionError::Call`] where the server has gone.
    pub fn result<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<GoalResult<A>, ActionError>> {
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
    ) -> C::Wait<'a, Result<GoalResult<A>, ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.result_within(cx, Some(limit))
    }

    fn result_within<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Option<Duration>,
    ) -> C::Wait<'a, Result<GoalResult<A>, ActionError>> {
        let AskerRef(asker) = cx.asker();
        let waiting = async move {
            // Nobody could say before; a server that is back can, if only that it knows no such goal.
            let unsaid = {
                let mut state = lock(&self.sent.state);
                let unsaid = matches!(&state.end, Some(Err(ActionError::Call(_))));
                if unsaid { state.end.take() } else { None }
            };
            if unsaid.is_some() {
                self.core.ask_result(&self.sent);
            }
            self.waited(asker, C::BLOCKS, limit, |state| state.end.clone()).await?
        };
        cx.try_wait(Box::pin(waiting), || self.core.inside_runtime())
    }

    /// What `look` finds of the goal when it has come, within a limit: asked for, and noted while it lasts.
    async fn waited<T>(
        &self,
        asker: &Asker,
        blocks: bool,
        limit: Option<Duration>,
        mut look: impl FnMut(&mut SentState<A>) -> Option<T>,
    ) -> Result<T, ActionError> {
        let service = || self.core.service().to_owned();
        if asker.callback.is_none() && inside_a_sync_callback() {
            return Err(CallError::InsideCallback { service: service() }.into());
        }
        let mut asking = Asking::new(self.asks);
        let refused = |cycle| ActionError::from(CallError::WouldDeadlock { service: service(), cycle });
        asking.ask(&self.core.checked, asker).map_err(refused)?;
        // What has come already is not waited for, so that nobody is noted, and no clock is read.
        if let Some(found) = self.sent.look(&mut look) {
            return Ok(found);
        }
        let _waits = asker.life.wait(self.core.entry(asker, blocks));
        let mut wait = pin!(self.sent.find(look));
        let wait = poll_fn(|context| match asking.ask(&self.core.checked, asker) {
            Ok(()) => wait.as_mut().poll(context).map(Ok),
            Err(cycle) => Poll::Ready(Err(refused(cycle))),
        });
        let Some(limit) = limit else { return wait.await };
        let exec = &self.core.life.exec;
        let deadline = exec.sleep_until(exec.now() + limit);
        let over = || CallError::Timeout { service: service(), limit }.into();
        until(wait, deadline).await.unwrap_or_else(|| Err(over()))
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
) -> C::Wait<'a, Result<GoalResult<A>, ActionError>> {
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
