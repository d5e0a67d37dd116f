//! What an action's client is made of, whatever its group.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use super::super::asking::Checked;
use super::super::call::ClientCore;
use super::super::late::Late;
use super::super::served::Served;
use super::GoalId;
use super::sent::SentGoal;
use crate::error::{ActionError, CallError};
use crate::life::{ClientName, Ends, Life};
use crate::message::action::{Action, GetResult, GetResultRequest, SendGoal};
use crate::msgs::action_msgs::msg::GoalInfo;
use crate::msgs::action_msgs::srv::{CancelGoal, CancelGoalRequest};
use crate::rt::numbered::Numbered;
use crate::rt::sync::lock;
use crate::transport::{CallId, RequestPort};

/// What a client is made of.
pub(crate) struct ActionCore<A: Action> {
    pub(super) action: String,
    pub(super) field: &'static str,
    pub(super) limit: Option<Duration>,
    pub(super) life: Arc<Life>,
    pub(super) send: Arc<ClientCore<SendGoal<A>>>,
    pub(super) cancel: Arc<ClientCore<CancelGoal>>,
    /// For waits on results and feedback.
    pub(super) name: Arc<ClientName>,
    pub(super) checked: Checked,
    pub(super) results: Arc<dyn RequestPort<GetResult<A>>>,
    /// The goals that somebody has a handle of, by their counts.
    pub(super) goals: Mutex<Numbered<Weak<SentGoal<A>>>>,
    /// The requests for results that are under way, by their ids.
    pub(super) asked: Mutex<Numbered<Weak<SentGoal<A>>>>,
    pub(super) ids: Ids,
}

/// Numbers that no other client has: 64 random bits, and a count.
pub(super) struct Ids {
    high: u64,
    next: AtomicU64,
}

impl Ids {
    pub(super) fn new() -> Ids {
        Ids { high: RandomState::new().hash_one("an action client") | 1, next: AtomicU64::new(0) }
    }

    pub(super) fn next(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn next_goal(&self) -> GoalId {
        GoalId::new(self.high, self.next())
    }

    /// The count of an id, if it is this client's.
    fn count(&self, id: GoalId) -> Option<u64> {
        let (high, low) = id.halves();
        (high == self.high).then_some(low)
    }
}

impl<A: Action> Served for ActionCore<A> {
    fn client(&self) -> &Arc<ClientName> {
        &self.name
    }

    fn life(&self) -> &Life {
        &self.life
    }

    fn is_available(&self) -> bool {
        self.send.is_available() && self.cancel.is_available() && self.results.is_available()
    }

    async fn available(&self) {
        self.send.available().await;
        self.cancel.available().await;
        self.results.available().await;
    }
}

impl<A: Action> ActionCore<A> {
    pub(super) fn inside_runtime(&self) -> ActionError {
        CallError::InsideRuntime { service: self.action.clone() }.into()
    }

    pub(super) fn limit(&self) -> Option<Duration> {
        self.limit
    }

    pub(super) fn service(&self) -> &str {
        &self.name.service
    }

    /// Asks for a goal's result, which comes when it has ended.
    pub(super) fn ask_result(&self, sent: &Arc<SentGoal<A>>) {
        let id = CallId(self.ids.next());
        lock(&self.asked).insert(id.0, Arc::downgrade(sent));
        let asked = if self.life.cancelled.is_raised() {
            Err(CallError::Stopped { service: Some(self.name.service.clone()) })
        } else {
            self.results.send(id, GetResultRequest { goal_id: sent.id.into() })
        };
        if let Err(error) = asked {
            lock(&self.asked).remove(id.0);
            sent.end(Err(error.into()));
        }
    }

    /// Asks to cancel a goal whose handle is gone: nobody waits for the answer.
    pub(super) fn cancel_unheard(&self, id: GoalId) {
        let goal_info = GoalInfo { goal_id: id.into(), ..GoalInfo::default() };
        self.cancel.send_unheard(CancelGoalRequest { goal_info });
    }

    /// Cancels a goal that is accepted when nobody waits for that any more. Where a wire lets the cancel of its
    /// [`Withdrawn`] overtake the goal, no server knows what is meant.
    pub(super) fn canceler(self: &Arc<Self>, id: GoalId) -> Late<SendGoal<A>> {
        let core = Arc::downgrade(self);
        Box::new(move |response| {
            if response.accepted
                && let Some(core) = core.upgrade()
            {
                core.cancel_unheard(id);
            }
        })
    }

    /// Somebody is about to have a handle of the goal.
    pub(super) fn know(&self, sent: &Arc<SentGoal<A>>) {
        if let Some(count) = self.ids.count(sent.id) {
            lock(&self.goals).insert(count, Arc::downgrade(sent));
        }
    }

    pub(super) fn forget(&self, id: GoalId) {
        if let Some(count) = self.ids.count(id) {
            lock(&self.goals).remove(count);
        }
    }

    /// The goal, if it is one of this client's.
    pub(super) fn sent(&self, id: GoalId) -> Option<Arc<SentGoal<A>>> {
        let count = self.ids.count(id)?;
        lock(&self.goals).get_mut(count)?.upgrade()
    }
}

impl<A: Action> Ends for ActionCore<A> {
    fn end(&self) {
        drop(std::mem::take(&mut *lock(&self.asked)));
        let goals: Vec<_> = lock(&self.goals).values().filter_map(Weak::upgrade).collect();
        for goal in goals {
            goal.end(Err(CallError::Stopped { service: Some(self.name.service.clone()) }.into()));
        }
    }
}

/// A goal that was sent and has no handle yet. Where nobody gets one, it is cancelled: the server may have taken it.
pub(super) struct Withdrawn<'a, A: Action> {
    pub(super) core: &'a ActionCore<A>,
    pub(super) sent: Option<Arc<SentGoal<A>>>,
}

impl<A: Action> Withdrawn<'_, A> {
    pub(super) fn keep(mut self) {
        self.sent = None;
    }

    /// The server has not taken it.
    pub(super) fn forget(mut self) {
        if let Some(sent) = self.sent.take() {
            self.core.forget(sent.id);
        }
    }
}

impl<A: Action> Drop for Withdrawn<'_, A> {
    fn drop(&mut self) {
        if let Some(sent) = self.sent.take() {
            self.core.forget(sent.id);
            self.core.cancel_unheard(sent.id);
        }
    }
}
