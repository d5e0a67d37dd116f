//! An action's server that follows a script, for tests of what sends it goals.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use super::World;
use super::met::Side;
use super::peers::full;
use crate::error::TransportError;
use crate::facts::Busy;
use crate::facts::names::NameKind;
use crate::group::action::accepted::GoalCore;
use crate::group::action::entry::Place;
use crate::group::action::table::Table;
use crate::group::action::{ActionServerPorts, GoalOutcome, server_ports};
use crate::message::action::{Action, FeedbackMessage, GoalId, SendGoal, SendGoalRequest, SendGoalResponse};
use crate::msgs::action_msgs::srv::{CancelGoal, CancelGoalResponse};
use crate::rt::sync::{Flag, lock, until};
use crate::rt::{Exec, Sleep};
use crate::transport::{InProcess, Request, Responder};

/// What a test's server makes of a goal: whether it takes it, what it does step by step, and how it ends.
///
/// A goal that is cancelled ends at once, as canceled. One whose script says no end goes on until then.
#[must_use = "a script is what the server follows"]
pub struct GoalScript<A: Action> {
    accepts: bool,
    steps: VecDeque<Step<A>>,
    end: Option<(GoalOutcome, Arc<A::Result>)>,
    canceled: Option<Arc<A::Result>>,
}

enum Step<A: Action> {
    Wait(Duration),
    Feedback(Arc<A::Feedback>),
}

impl<A: Action> GoalScript<A> {
    /// The goal is not taken.
    pub fn refuse() -> GoalScript<A> {
        GoalScript { accepts: false, ..GoalScript::accept() }
    }

    /// The goal is taken.
    pub fn accept() -> GoalScript<A> {
        GoalScript { accepts: true, steps: VecDeque::new(), end: None, canceled: Some(Arc::default()) }
    }

    /// Then nothing happens for a while of the world's time.
    pub fn wait(mut self, duration: Duration) -> GoalScript<A> {
        self.steps.push_back(Step::Wait(duration));
        self
    }

    /// Then the client hears this.
    pub fn feedback(mut self, feedback: A::Feedback) -> GoalScript<A> {
        self.steps.push_back(Step::Feedback(Arc::new(feedback)));
        self
    }

    /// Then the goal ends.
    pub fn end(mut self, outcome: GoalOutcome, result: A::Result) -> GoalScript<A> {
        self.end = Some((outcome, Arc::new(result)));
        self
    }

    /// Then the goal has succeeded.
    pub fn succeed(self, result: A::Result) -> GoalScript<A> {
        self.end(GoalOutcome::Succeeded, result)
    }

    /// Then the goal is aborted.
    pub fn abort(self, result: A::Result) -> GoalScript<A> {
        self.end(GoalOutcome::Aborted, result)
    }

    /// What the goal ends with when it is cancelled. Without this it is the default of its type.
    pub fn on_cancel(mut self, result: A::Result) -> GoalScript<A> {
        self.canceled = Some(Arc::new(result));
        self
    }

    /// The goal can not be cancelled.
    pub fn refuse_cancel(mut self) -> GoalScript<A> {
        self.canceled = None;
        self
    }
}

impl World {
    /// Serves an action until the server is dropped: `script` says for each goal what becomes of it. All goals are
    /// executed at once, in the world's time.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use rosweave::prelude::*;
    /// use rosweave::testing::{GoalScript, World};
    ///
    /// #[derive(Action)]
    /// #[ros(goal = u32, result = u32, feedback = u32)]
    /// struct Dock;
    ///
    /// let world = World::new(1);
    /// let dock = world.serve_action::<Dock>("dock", |station| match station {
    ///     0 => GoalScript::refuse(),
    ///     _ => GoalScript::accept().feedback(50).wait(Duration::from_secs(3)).succeed(*station),
    /// })?;
    /// # Ok::<(), rosweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the action is served already, has another type, or a name that ROS 2 would refuse.
    pub fn serve_action<A: Action>(
        &self,
        action: &str,
        script: impl FnMut(&A::Goal) -> GoalScript<A> + Send + 'static,
    ) -> Result<TestActionServer, TransportError> {
        let action = full(NameKind::Action, action)?;
        let ports = server_ports::<InProcess, A>(&self.presence, &action)?;
        self.met.add(Side::Gives, NameKind::Action, &action);
        let server = TestActionServer { end: Arc::default(), ends: Arc::default() };
        let mut served = Served {
            ports,
            exec: self.exec(),
            table: Table::default(),
            script: Box::new(script),
            running: Vec::new(),
            ends: server.ends.clone(),
            empty: Arc::default(),
        };
        let end = server.end.clone();
        self.scheduler.spawn(Box::pin(async move {
            let serving = poll_fn(move |context| {
                served.poll(context);
                Poll::<()>::Pending
            });
            until(serving, end.raised()).await;
        }));
        Ok(server)
    }
}

/// How goals have ended, in the order in which they were taken.
type Ends = Arc<Mutex<Vec<(GoalId, Option<GoalOutcome>)>>>;

/// An action's server of a test's. Dropping it ends the action when the world runs next, and leaves its goals without an
/// end, as a program that crashes does.
#[must_use = "a server ends when it is dropped"]
pub struct TestActionServer {
    end: Arc<Flag>,
    ends: Ends,
}

impl TestActionServer {
    /// How each goal that was taken has ended, in their order; `None` for one that goes on.
    pub fn ends(&self) -> Vec<Option<GoalOutcome>> {
        lock(&self.ends).iter().map(|(_, end)| *end).collect()
    }
}

impl Drop for TestActionServer {
    fn drop(&mut self) {
        self.end.raise();
    }
}

impl std::fmt::Debug for TestActionServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestActionServer").finish_non_exhaustive()
    }
}

type Script<A> = Box<dyn FnMut(&<A as Action>::Goal) -> GoalScript<A> + Send>;

/// What the world runs.
struct Served<A: Action> {
    ports: ActionServerPorts<A>,
    exec: Exec,
    table: Table<A>,
    script: Script<A>,
    running: Vec<Running<A>>,
    ends: Ends,
    empty: Arc<A::Result>,
}

/// A goal that has not ended.
struct Running<A: Action> {
    place: Place,
    goal: Arc<GoalCore<A>>,
    script: GoalScript<A>,
    sleep: Option<Sleep>,
}

impl<A: Action> Served<A> {
    fn poll(&mut self, context: &mut Context<'_>) {
        while self.step(context) {}
        self.go_on(context);
        if self.table.has_changed() {
            // In-process nothing keeps it from being sent.
            let _ = self.ports.status.publish(Arc::new(self.table.status()));
        }
    }

    /// Answers one of each that has come; whether there was any.
    fn step(&mut self, context: &mut Context<'_>) -> bool {
        let mut any = false;
        if let Poll::Ready(Some(Request { request, responder, .. })) = self.ports.goals.poll_request(context)
        {
            any = true;
            self.goal(request, responder, context);
        }
        if let Poll::Ready(Some(request)) = self.ports.cancels.poll_request(context) {
            any = true;
            self.cancel(request);
        }
        if let Poll::Ready(Some(Request { request, responder, .. })) =
            self.ports.results.poll_request(context)
        {
            any = true;
            self.table.result(request.goal_id.into(), responder, &self.empty).tell();
        }
        any
    }

    fn goal(
        &mut self,
        request: SendGoalRequest<A>,
        responder: Responder<SendGoal<A>>,
        context: &mut Context<'_>,
    ) {
        let goal = GoalCore::new(request.goal_id.into(), request.goal);
        let script = (self.script)(&goal.goal);
        if !script.accepts || !self.table.takes(goal.id, Busy::Queue) {
            return responder.send(SendGoalResponse::default());
        }
        let stamp = self.exec.system_time();
        let (place, effects) = self.table.accept(goal.clone(), None, stamp, &self.empty);
        effects.tell();
        self.table.queue(place);
        self.table.begin(context.waker());
        responder.send(SendGoalResponse { accepted: true, stamp: stamp.into() });
        lock(&self.ends).push((goal.id, None));
        self.running.push(Running { place, goal, script, sleep: None });
    }

    fn cancel(&mut self, request: Request<CancelGoal>) {
        let Request { request, responder, .. } = request;
        let (mut return_code, goals) = self.table.cancelable(&request.goal_info);
        let mut goals_canceling = Vec::new();
        for goal in goals {
            let refuses =
                |running: &Running<A>| running.goal.id == goal.id && running.script.canceled.is_none();
            if self.running.iter().any(refuses) {
                continue;
            }
            if let Some((info, effects)) = self.table.cancel(goal.id, self.exec.now(), &self.empty) {
                goals_canceling.push(info);
                effects.tell();
            }
        }
        if goals_canceling.is_empty() && return_code == CancelGoalResponse::ERROR_NONE {
            return_code = CancelGoalResponse::ERROR_REJECTED;
        }
        responder.send(CancelGoalResponse { return_code, goals_canceling });
    }

    /// Has each goal go on as far as its script says, and ends those that are through.
    fn go_on(&mut self, context: &mut Context<'_>) {
        let Served { running, table, ports, exec, ends, .. } = self;
        running.retain_mut(|running| {
            let Poll::Ready((outcome, result)) = running.go_on(exec, ports, context) else { return true };
            let (_, effects) = table.end(running.place, outcome, result, exec.now());
            effects.tell();
            let mut ends = lock(ends);
            let ended = ends.iter_mut().find(|(id, _)| *id == running.goal.id);
            ended.into_iter().for_each(|(_, end)| *end = Some(outcome));
            false
        });
    }
}

impl<A: Action> Running<A> {
    fn go_on(
        &mut self,
        exec: &Exec,
        ports: &ActionServerPorts<A>,
        context: &mut Context<'_>,
    ) -> Poll<(GoalOutcome, Arc<A::Result>)> {
        if self.goal.told_to_end.is_raised()
            && let Some(result) = &self.script.canceled
        {
            return Poll::Ready((GoalOutcome::Canceled, result.clone()));
        }
        while let Some(step) = self.script.steps.front() {
            match step {
                Step::Feedback(feedback) => {
                    let (goal_id, feedback) = (self.goal.id.into(), feedback.clone());
                    let _ = ports.feedback.publish(Arc::new(FeedbackMessage { goal_id, feedback }));
                }
                Step::Wait(duration) => {
                    let until = exec.now() + *duration;
                    let sleep = self.sleep.get_or_insert_with(|| exec.sleep_until(until));
                    if Pin::new(sleep).poll(context).is_pending() {
                        return Poll::Pending;
                    }
                    self.sleep = None;
                }
            }
            self.script.steps.pop_front();
        }
        self.script.end.take().map_or(Poll::Pending, Poll::Ready)
    }
}
