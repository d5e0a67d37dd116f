//! Action clients: handles that send goals.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use super::super::asker::{Asker, AskerRef};
use super::super::asking::{Asks, Checked};
use super::super::call::ClientCore;
use super::super::client::refuse_own_group;
use super::super::context::Context;
use super::super::route::{Deliver, Route};
use super::super::{DefaultGroup, Group};
use super::deliver::Results;
use super::handle::{GoalHandle, SentGoal};
use super::{ActionClientPorts, GoalId, Names};
use crate::analysis::{Awaited, WaitMode};
use crate::error::{ActionError, CallError, Stopped};
use crate::life::{ClientName, Ends, Life, WaitEntry};
use crate::message::action::{Action, GetResult, GetResultRequest, SendGoal, SendGoalRequest};
use crate::msgs::action_msgs::msg::GoalInfo;
use crate::msgs::action_msgs::srv::{CancelGoal, CancelGoalRequest};
use crate::rt::sync::{lock, until};
use crate::rt::time::Time;
use crate::transport::{CallId, RequestPort};

/// Sends goals of an action. What comes back is delivered by group `G`.
///
/// A field of a node: `#[action_client("dock", timeout = "2s")] dock: ActionClient<Dock, Io>`. Clones are the same
/// client.
///
/// To send and to cancel needs the client's group alone; to wait for feedback or a result needs the group that executes
/// the goals, too. What could never end does not compile.
#[must_use]
pub struct ActionClient<A, G = DefaultGroup> {
    core: Arc<dyn Anchor<A>>,
    group: PhantomData<fn() -> G>,
}

/// What a client holds on to. It asks nothing of `A`, so that a field with a wrong type is one error.
trait Anchor<A>: Send + Sync {
    fn core(&self) -> &Arc<ActionCore<A>>
    where
        A: Action;
}

struct Anchored<A: Action>(Arc<ActionCore<A>>);

impl<A: Action> Anchor<A> for Anchored<A> {
    fn core(&self) -> &Arc<ActionCore<A>> {
        &self.0
    }
}

impl<A, G> Clone for ActionClient<A, G> {
    fn clone(&self) -> Self {
        ActionClient { core: self.core.clone(), group: PhantomData }
    }
}

impl<A: Action, G> fmt::Debug for ActionClient<A, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionClient").field("action", &self.core.core().action).finish_non_exhaustive()
    }
}

/// What a client is made of.
pub(crate) struct ActionCore<A: Action> {
    pub(super) action: String,
    field: &'static str,
    limit: Option<Duration>,
    pub(super) life: Arc<Life>,
    send: Arc<ClientCore<SendGoal<A>>>,
    pub(super) cancel: Arc<ClientCore<CancelGoal>>,
    /// For waits on results and feedback.
    name: Arc<ClientName>,
    pub(super) checked: Checked,
    results: Arc<dyn RequestPort<GetResult<A>>>,
    /// The goals that somebody has a handle of.
    goals: Mutex<HashMap<GoalId, Weak<SentGoal<A>>>>,
    /// The requests for results that are under way.
    pub(super) asked: Mutex<HashMap<CallId, Weak<SentGoal<A>>>>,
    ids: Ids,
}

/// Numbers that no other client has: 64 random bits, and a count.
struct Ids {
    high: u64,
    next: AtomicU64,
}

impl Ids {
    fn new() -> Ids {
        Ids { high: RandomState::new().hash_one("an action client") | 1, next: AtomicU64::new(0) }
    }

    fn next(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl<A: Action, G: Group> ActionClient<A, G> {
    pub(crate) fn new(
        field: &'static str,
        action: String,
        limit: Option<Duration>,
        life: Arc<Life>,
        ports: ActionClientPorts<A>,
    ) -> (ActionClient<A, G>, Vec<Box<dyn Deliver>>) {
        let ActionClientPorts { goals, cancels, results, feedback } = ports;
        let names = Names::of(&action);
        let name = |part| ClientName { field, service: names.part(part), reply_group: G::FACTS.name };
        let keeper = Awaited::Keeper;
        let send = ClientCore::new(name("send_goal"), limit, life.clone(), goals.requests, keeper);
        let cancel = ClientCore::new(name("cancel_goal"), limit, life.clone(), cancels.requests, keeper);
        let core = Arc::new(ActionCore {
            field,
            limit,
            send: send.clone(),
            cancel: cancel.clone(),
            name: Arc::new(name("get_result")),
            checked: Checked::new(&life, field, Awaited::Handler),
            results: results.requests,
            goals: Mutex::default(),
            asked: Mutex::default(),
            ids: Ids::new(),
            action,
            life: life.clone(),
        });
        let handle: Arc<dyn Ends> = core.clone();
        life.tell_when_cancelled(Arc::downgrade(&handle));
        let routes: Vec<Box<dyn Deliver>> = vec![
            Box::new(Route::new(send, goals.replies)),
            Box::new(Route::new(cancel, cancels.replies)),
            Box::new(Results { core: core.clone(), results: results.replies, feedback }),
        ];
        (ActionClient { core: Arc::new(Anchored(core)), group: PhantomData }, routes)
    }

    fn core(&self) -> &Arc<ActionCore<A>> {
        self.core.core()
    }

    pub(crate) fn field(&self) -> &'static str {
        self.core().field
    }

    /// Sends a goal, and waits until the server has taken it: in a sync callback that blocks, in an async one it is a
    /// future. The client's own time limit applies, if it has one.
    ///
    /// # Errors
    /// [`ActionError::Refused`] where the server does not take it, [`ActionError::Call`] where nothing came back.
    pub fn send<'a, C: Context>(
        &'a self,
        cx: &'a C,
        goal: A::Goal,
    ) -> C::Wait<'a, Result<GoalHandle<A, G>, ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.begin(cx, goal, self.core().limit, Asks::Yes)
    }

    /// Like [`send`](ActionClient::send), with a time limit of its own.
    ///
    /// # Errors
    /// As [`send`](ActionClient::send).
    pub fn send_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        goal: A::Goal,
        limit: Duration,
    ) -> C::Wait<'a, Result<GoalHandle<A, G>, ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.begin(cx, goal, Some(limit), Asks::Yes)
    }

    fn begin<'a, C: Context>(
        &'a self,
        cx: &'a C,
        goal: A::Goal,
        limit: Option<Duration>,
        asks: Asks,
    ) -> C::Wait<'a, Result<GoalHandle<A, G>, ActionError>> {
        let (core, AskerRef(asker)) = (self.core(), cx.asker());
        let sending = async move {
            let sent = SentGoal::new(GoalId::new(core.ids.high, core.ids.next()));
            let withdrawn = Withdrawn { core, sent: Some(sent.clone()) };
            lock(&core.goals).insert(sent.id, Arc::downgrade(&sent));
            let request = SendGoalRequest { goal_id: sent.id.into(), goal };
            let response = core.send.call(asker, C::BLOCKS, request, limit, asks).await?;
            if !response.accepted {
                withdrawn.forget();
                return Err(ActionError::Refused { action: core.action.clone() });
            }
            withdrawn.keep();
            core.ask_result(&sent);
            Ok(GoalHandle::new(core.clone(), sent, asks))
        };
        cx.try_wait(Box::pin(sending), || core.inside_runtime())
    }

    /// Asks the server to cancel all its goals, whoever has sent them, and waits until it has answered: how many end.
    ///
    /// # Errors
    /// [`ActionError::Call`] where nothing came back.
    pub fn cancel_all<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<usize, ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.cancel_these(cx, GoalInfo::default(), self.core().limit)
    }

    /// Like [`cancel_all`](ActionClient::cancel_all), for the goals that were accepted at `time` or before.
    ///
    /// # Errors
    /// As [`cancel_all`](ActionClient::cancel_all).
    pub fn cancel_all_before<'a, C: Context>(
        &'a self,
        cx: &'a C,
        time: Time,
    ) -> C::Wait<'a, Result<usize, ActionError>> {
        const { refuse_own_group::<C, G>() };
        let all = GoalInfo { goal_id: GoalId::ZERO.into(), stamp: time.into() };
        self.cancel_these(cx, all, self.core().limit)
    }

    fn cancel_these<'a, C: Context>(
        &'a self,
        cx: &'a C,
        goal_info: GoalInfo,
        limit: Option<Duration>,
    ) -> C::Wait<'a, Result<usize, ActionError>> {
        let (core, AskerRef(asker)) = (self.core(), cx.asker());
        let cancelling = async move {
            let request = CancelGoalRequest { goal_info };
            let response = core.cancel.call(asker, C::BLOCKS, request, limit, Asks::Yes).await?;
            Ok(response.goals_canceling.len())
        };
        cx.try_wait(Box::pin(cancelling), || core.inside_runtime())
    }

    /// Waits until somebody serves the action. It needs no group, so it can not deadlock.
    ///
    /// # Errors
    /// [`Stopped`] when the node stops and its grace period is over.
    pub fn wait_for_server<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<(), Stopped>> {
        let (core, AskerRef(asker)) = (self.core(), cx.asker());
        cx.wait(Box::pin(async move {
            let _waits = asker.life.wait(core.entry(asker, C::BLOCKS));
            until(core.available(), core.life.cancelled.raised()).await.ok_or(Stopped)
        }))
    }

    /// Waits at most `limit` until somebody serves the action: whether somebody does.
    pub fn wait_for_server_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Wait<'a, bool> {
        let core = self.core();
        cx.wait(Box::pin(async move {
            let deadline = core.life.exec.sleep_until(core.life.exec.now() + limit);
            let end = async {
                until(deadline, core.life.cancelled.raised()).await;
            };
            until(core.available(), end).await.is_some()
        }))
    }

    /// Whether somebody serves the action now.
    pub fn server_is_ready(&self) -> bool {
        let core = self.core();
        core.send.is_available() && core.cancel.is_available() && core.results.is_available()
    }

    /// The action's full name.
    pub fn action_name(&self) -> &str {
        &self.core().action
    }
}

/// Sends a goal without the compiler's check, and without the wait graph: the door for tests that show what both prevent.
/// Neither does its handle ask.
pub fn send_unchecked<'a, A: Action, G: Group, C: Context>(
    client: &'a ActionClient<A, G>,
    cx: &'a C,
    goal: A::Goal,
) -> C::Wait<'a, Result<GoalHandle<A, G>, ActionError>> {
    client.begin(cx, goal, None, Asks::No)
}

/// Sends a goal without the compiler's check: the door for tests that show what the wait graph refuses. Its handle asks.
pub fn send_unseen<'a, A: Action, G: Group, C: Context>(
    client: &'a ActionClient<A, G>,
    cx: &'a C,
    goal: A::Goal,
) -> C::Wait<'a, Result<GoalHandle<A, G>, ActionError>> {
    client.begin(cx, goal, None, Asks::Yes)
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

    async fn available(&self) {
        self.send.available().await;
        self.cancel.available().await;
        self.results.available().await;
    }

    pub(super) fn entry(&self, asker: &Asker, blocking: bool) -> WaitEntry {
        let who = asker.who();
        WaitEntry {
            who,
            blocking: blocking || who.is_some_and(|who| who.mode == WaitMode::Blocking),
            client: self.name.clone(),
            owner: self.life.instance,
            since: self.life.exec.now(),
        }
    }

    /// Asks for a goal's result, which comes when it has ended.
    pub(super) fn ask_result(&self, sent: &Arc<SentGoal<A>>) {
        let id = CallId(self.ids.next());
        lock(&self.asked).insert(id, Arc::downgrade(sent));
        let asked = if self.life.cancelled.is_raised() {
            Err(CallError::Stopped { service: Some(self.name.service.clone()) })
        } else {
            self.results.send(id, GetResultRequest { goal_id: sent.id.into() })
        };
        if let Err(error) = asked {
            lock(&self.asked).remove(&id);
            sent.end(Err(error.into()));
        }
    }

    /// Asks to cancel a goal whose handle is gone: nobody waits for the answer.
    pub(super) fn cancel_unheard(&self, id: GoalId) {
        let goal_info = GoalInfo { goal_id: id.into(), ..GoalInfo::default() };
        self.cancel.send_unheard(CancelGoalRequest { goal_info });
    }

    pub(super) fn forget(&self, id: GoalId) {
        lock(&self.goals).remove(&id);
    }

    pub(super) fn sent(&self, id: GoalId) -> Option<Arc<SentGoal<A>>> {
        lock(&self.goals).get(&id)?.upgrade()
    }
}

impl<A: Action> Ends for ActionCore<A> {
    fn end(&self) {
        lock(&self.asked).clear();
        let goals: Vec<_> = lock(&self.goals).values().filter_map(Weak::upgrade).collect();
        for goal in goals {
            goal.end(Err(CallError::Stopped { service: Some(self.name.service.clone()) }.into()));
        }
    }
}

/// A goal that was sent and has no handle yet. Where nobody gets one, it is cancelled: the server may have taken it.
struct Withdrawn<'a, A: Action> {
    core: &'a ActionCore<A>,
    sent: Option<Arc<SentGoal<A>>>,
}

impl<A: Action> Withdrawn<'_, A> {
    fn keep(mut self) {
        self.sent = None;
    }

    /// The server has not taken it.
    fn forget(mut self) {
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
