//! Action clients: handles that send goals.

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::anchor::{Anchor, Anchors};
use super::super::asker::AskerRef;
use super::super::asking::{Asks, Checked};
use super::super::call::{AnsweredBy, ClientCore};
use super::super::client::refuse_own_group;
use super::super::context::Context;
use super::super::lane::Deliver;
use super::super::route::Route;
use super::super::{DefaultGroup, Group, availability};
use super::deliver::Results;
use super::handle::GoalHandle;
use super::sender::{ActionCore, Ids, Withdrawn};
use super::sent::SentGoal;
use super::{ActionClientPorts, GoalId, Names};
use crate::analysis::Awaited;
use crate::error::{ActionError, Stopped};
use crate::life::{ClientName, Ends, Life};
use crate::message::action::{Action, SendGoalRequest};
use crate::msgs::action_msgs::msg::GoalInfo;
use crate::msgs::action_msgs::srv::CancelGoalRequest;
use crate::rt::time::Time;

/// Sends goals of an action. What comes back is delivered by group `G`.
///
/// A field of a node: `#[action_client("dock", timeout = "2s")] dock: ActionClient<Dock, Io>`. Clones are the same
/// client.
///
/// To send and to cancel needs the client's group alone; to wait for feedback or a result needs the group that executes
/// the goals, too. What could never end does not compile.
#[must_use]
pub struct ActionClient<A, G = DefaultGroup> {
    core: Anchor<Goals, A>,
    group: PhantomData<fn() -> G>,
}

/// Anchors the cores of action clients.
enum Goals {}

impl<A: Action> Anchors<A> for Goals {
    type Core = Arc<ActionCore<A>>;
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

impl<A: Action, G: Group> ActionClient<A, G> {
    pub(crate) fn wired(
        field: &'static str,
        action: String,
        limit: Option<Duration>,
        life: Arc<Life>,
        ports: ActionClientPorts<A>,
    ) -> (ActionClient<A, G>, Vec<Box<dyn Deliver>>) {
        let ActionClientPorts { goals, cancels, results, feedback } = ports;
        let names = Names::of(&action);
        let name = |part| ClientName { field, service: names.part(part), reply_group: G::FACTS.name };
        let by = AnsweredBy::Keeper { blocked: life.blocked(TypeId::of::<G>()) };
        let send = ClientCore::new(name("send_goal"), limit, life.clone(), goals.requests, by.clone());
        let cancel = ClientCore::new(name("cancel_goal"), limit, life.clone(), cancels.requests, by);
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
        (ActionClient { core: Anchor::to(core), group: PhantomData }, routes)
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
            let sent = SentGoal::new(core.ids.next_goal());
            let withdrawn = Withdrawn { core, sent: Some(sent.clone()) };
            core.know(&sent);
            let request = SendGoalRequest { goal_id: sent.id.into(), goal };
            let undo = || core.canceler(sent.id);
            let response = core.send.call(asker, C::BLOCKS, request, limit, asks).or_late(&undo).await?;
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

    /// Like [`cancel_all`](ActionClient::cancel_all), with a time limit of its own.
    ///
    /// # Errors
    /// As [`cancel_all`](ActionClient::cancel_all).
    pub fn cancel_all_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Wait<'a, Result<usize, ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.cancel_these(cx, GoalInfo::default(), Some(limit))
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
        self.cancel_these(cx, accepted_before(time), self.core().limit)
    }

    /// Like [`cancel_all_before`](ActionClient::cancel_all_before), with a time limit of its own.
    ///
    /// # Errors
    /// As [`cancel_all`](ActionClient::cancel_all).
    pub fn cancel_all_before_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        time: Time,
        limit: Duration,
    ) -> C::Wait<'a, Result<usize, ActionError>> {
        const { refuse_own_group::<C, G>() };
        self.cancel_these(cx, accepted_before(time), Some(limit))
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
        availability::wait(cx, &**self.core())
    }

    /// Waits at most `limit` until somebody serves the action: whether somebody does.
    pub fn wait_for_server_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Wait<'a, bool> {
        availability::wait_at_most(cx, &**self.core(), limit)
    }

    /// Whether somebody serves the action now.
    pub fn server_is_ready(&self) -> bool {
        availability::is_ready(&**self.core())
    }

    /// The action's full name.
    pub fn action_name(&self) -> &str {
        &self.core().action
    }
}

/// All goals that were accepted at `time` or before, as a request to cancel names them.
fn accepted_before(time: Time) -> GoalInfo {
    GoalInfo { goal_id: GoalId::ZERO.into(), stamp: time.into() }
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
