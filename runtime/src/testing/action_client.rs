//! An action's client that a test drives step by step, for tests of what executes its goals.

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use super::World;
use super::met::Side;
use super::peers::full;
use crate::error::{ActionError, CallError, Result, TransportError};
use crate::facts::names::NameKind;
use crate::group::action::sent::{GoalResult, canceled, ended};
use crate::group::action::{ActionClientPorts, client_ports};
use crate::message::Service;
use crate::message::action::{
    Action, GetResult, GetResultRequest, GoalId, SendGoal, SendGoalRequest, SendGoalResponse,
};
use crate::msgs::action_msgs::msg::GoalInfo;
use crate::msgs::action_msgs::srv::{CancelGoal, CancelGoalRequest};
use crate::rt::sync::lock;
use crate::transport::{CallId, InProcess, ReplyPort, RequestPort};

impl World {
    /// A client of an action, driven by the test.
    ///
    /// ```
    /// # use rosweave::prelude::*;
    /// use rosweave::testing::World;
    ///
    /// #[derive(Action)]
    /// #[ros(goal = u32, result = u32, feedback = u32)]
    /// struct Double;
    ///
    /// #[node]
    /// struct Doubler;
    ///
    /// #[node]
    /// impl Doubler {
    ///     #[action("double", type = Double)]
    ///     fn double(&self, goal: Goal<Double>) -> u32 {
    ///         2 * *goal
    ///     }
    /// }
    ///
    /// let world = World::new(1);
    /// let _doubler = world.start::<Doubler>()?;
    /// let client = world.action_client::<Double>("double")?;
    /// let end = client.send(21)?.result()?;
    /// assert_eq!((end.outcome, *end.result), (GoalOutcome::Succeeded, 42));
    /// # Ok::<(), rosweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the action has another type, or a name that ROS 2 would refuse.
    pub fn action_client<A: Action>(&self, action: &str) -> Result<TestActionClient<'_, A>, TransportError> {
        let action = full(NameKind::Action, action)?;
        let ports = client_ports::<InProcess, A>(&self.presence, &action)?;
        self.met.add(Side::Takes, NameKind::Action, &action);
        Ok(TestActionClient { world: self, ends: Arc::new(Ends::new(action, ports)) })
    }
}

/// An action's client of a test's. What its methods wait for, the world runs for, time included.
pub struct TestActionClient<'w, A: Action> {
    world: &'w World,
    ends: Arc<Ends<A>>,
}

/// A goal that a test has sent. Dropping it leaves it running.
pub struct TestGoal<'w, A: Action> {
    world: &'w World,
    ends: Arc<Ends<A>>,
    id: GoalId,
    asked: CallId,
}

struct Ends<A: Action> {
    /// The action's full name.
    action: String,
    goals: Arc<dyn RequestPort<SendGoal<A>>>,
    cancels: Arc<dyn RequestPort<CancelGoal>>,
    results: Arc<dyn RequestPort<GetResult<A>>>,
    calls: AtomicU64,
    come: Mutex<Come<A>>,
}

/// What has come, and was not taken yet.
struct Come<A: Action> {
    ports: ActionClientPorts<A>,
    taken: Replies<SendGoal<A>>,
    cancelled: Replies<CancelGoal>,
    results: Replies<GetResult<A>>,
    feedback: HashMap<GoalId, VecDeque<Arc<A::Feedback>>>,
}

type Replies<S> = HashMap<CallId, Result<<S as Service>::Response, CallError>>;

fn drain<S: Service>(port: &mut dyn ReplyPort<S>, into: &mut Replies<S>, context: &mut Context<'_>) {
    while let Poll::Ready(Some(reply)) = port.poll_reply(context) {
        into.insert(reply.id, reply.result);
    }
}

impl<A: Action> Come<A> {
    fn new(ports: ActionClientPorts<A>) -> Come<A> {
        Come {
            ports,
            taken: HashMap::new(),
            cancelled: HashMap::new(),
            results: HashMap::new(),
            feedback: HashMap::new(),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) {
        drain(&mut *self.ports.goals.replies, &mut self.taken, context);
        drain(&mut *self.ports.cancels.replies, &mut self.cancelled, context);
        drain(&mut *self.ports.results.replies, &mut self.results, context);
        while let Poll::Ready(Some(delivery)) = self.ports.feedback.poll_next(context) {
            // Other clients' goals have other ids.
            if let Some(goal) = self.feedback.get_mut(&delivery.message.goal_id.into()) {
                goal.push_back(delivery.message.feedback.clone());
            }
        }
    }
}

impl<A: Action> Ends<A> {
    fn new(action: String, ports: ActionClientPorts<A>) -> Ends<A> {
        Ends {
            action,
            goals: ports.goals.requests.clone(),
            cancels: ports.cancels.requests.clone(),
            results: ports.results.requests.clone(),
            calls: AtomicU64::new(0),
            come: Mutex::new(Come::new(ports)),
        }
    }

    fn call(&self) -> CallId {
        CallId(self.calls.fetch_add(1, Ordering::Relaxed))
    }

    /// What `find` takes, as soon as it has come.
    fn wait<T>(&self, world: &World, find: impl Fn(&mut Come<A>) -> Option<T>) -> Result<T> {
        world.block_on(poll_fn(|context| {
            let mut come = lock(&self.come);
            come.poll(context);
            find(&mut come).map_or(Poll::Pending, Poll::Ready)
        }))
    }
}

impl<'w, A: Action> TestActionClient<'w, A> {
    /// Sends a goal, and runs everything until it is taken.
    ///
    /// # Errors
    /// [`ActionError`] says why it is not.
    pub fn send(&self, goal: A::Goal) -> Result<TestGoal<'w, A>> {
        let id = self.world.goal_id();
        lock(&self.ends.come).feedback.insert(id, VecDeque::new());
        let call = self.ends.call();
        self.ends.goals.send(call, SendGoalRequest { goal_id: id.into(), goal })?;
        let SendGoalResponse { accepted, .. } =
            self.ends.wait(self.world, |come| come.taken.remove(&call))??;
        if !accepted {
            return Err(ActionError::Refused { action: self.ends.action.clone() }.into());
        }
        let asked = self.ends.call();
        self.ends.results.send(asked, GetResultRequest { goal_id: id.into() })?;
        Ok(TestGoal { world: self.world, ends: self.ends.clone(), id, asked })
    }
}

impl<A: Action> TestGoal<'_, A> {
    /// Which goal it is.
    pub fn id(&self) -> GoalId {
        self.id
    }

    /// All feedback since the last time. Nothing runs for it.
    pub fn take_feedback(&self) -> Vec<Arc<A::Feedback>> {
        let mut come = lock(&self.ends.come);
        come.poll(&mut Context::from_waker(Waker::noop()));
        come.feedback.get_mut(&self.id).map(std::mem::take).unwrap_or_default().into()
    }

    /// Whether its end has come. Nothing runs for it.
    pub fn has_ended(&self) -> bool {
        let mut come = lock(&self.ends.come);
        come.poll(&mut Context::from_waker(Waker::noop()));
        come.results.contains_key(&self.asked)
    }

    /// Asks the server to cancel the goal, and runs everything until it has answered.
    ///
    /// # Errors
    /// [`ActionError`] says why the goal is not cancelled.
    pub fn cancel(&self) -> Result<()> {
        let goal_info = GoalInfo { goal_id: self.id.into(), ..GoalInfo::default() };
        let call = self.ends.call();
        self.ends.cancels.send(call, CancelGoalRequest { goal_info })?;
        let response = self.ends.wait(self.world, |come| come.cancelled.remove(&call))??;
        Ok(canceled(&self.ends.action, self.id, &response)?)
    }

    /// Runs everything until the goal has ended.
    ///
    /// # Errors
    /// [`ActionError`] where nobody knows how it ends, [`Error::Hang`](crate::Error::Hang) where it never does.
    pub fn result(&self) -> Result<GoalResult<A>> {
        let reply = self.ends.wait(self.world, |come| come.results.get(&self.asked).cloned())?;
        Ok(ended(&self.ends.action, self.id, reply)?)
    }
}

impl<A: Action> std::fmt::Debug for TestActionClient<'_, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestActionClient").field("action", &self.ends.action).finish_non_exhaustive()
    }
}

impl<A: Action> std::fmt::Debug for TestGoal<'_, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestGoal").field("id", &self.id).finish_non_exhaustive()
    }
}
