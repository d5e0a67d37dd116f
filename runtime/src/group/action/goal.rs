//! A goal as its execution has it, and its end.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context as TaskContext, Poll};

use super::super::anchor::{Anchor, Anchors};
use super::super::context::Context;
use super::super::intake::Intake;
use super::super::returned::{Failure, Kept, Outcome, fail};
use super::accepted::GoalCore;
use super::entry::Place;
use super::server::ServerCore;
use super::table::Begun;
use super::{GoalId, GoalOutcome};
use crate::error::{PublishError, Stopped};
use crate::message::action::{Action, FeedbackMessage};
use crate::rt::sync::until;

/// A goal that is executed. It derefs to what was asked for: `goal.order` is a field of the action's goal.
///
/// It ends when its callback returns, and nowhere else: with [`GoalEnd`], with the result alone for success, or with
/// an error, which aborts it.
pub struct Goal<A> {
    executed: Anchor<Goals, A>,
}

/// Anchors the goals of an action that are executed.
enum Goals {}

/// A goal, and the server that executes it.
struct Executed<A: Action> {
    server: Arc<ServerCore<A>>,
    core: Arc<GoalCore<A>>,
}

impl<A: Action> Anchors<A> for Goals {
    type Core = Executed<A>;
}

impl<A: Action> Deref for Goal<A> {
    type Target = A::Goal;

    fn deref(&self) -> &A::Goal {
        &self.core().goal
    }
}

impl<A: Action> fmt::Debug for Goal<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Goal")
            .field("action", &self.server().name)
            .field("id", &self.core().id)
            .finish_non_exhaustive()
    }
}

impl<A: Action> Goal<A> {
    fn new(server: Arc<ServerCore<A>>, core: Arc<GoalCore<A>>) -> Goal<A> {
        Goal { executed: Anchor::to(Executed { server, core }) }
    }

    fn core(&self) -> &GoalCore<A> {
        &self.executed.core().core
    }

    fn server(&self) -> &ServerCore<A> {
        &self.executed.core().server
    }

    /// Which one it is.
    pub fn id(&self) -> GoalId {
        self.core().id
    }

    /// Tells the client how far the goal has come. It does not wait.
    ///
    /// # Errors
    /// [`PublishError::GoalEnded`] when the callback has returned, others as for a publisher.
    pub fn feedback(&self, feedback: A::Feedback) -> Result<(), PublishError> {
        let (server, core) = (self.server(), self.core());
        if core.ended.load(Ordering::SeqCst) {
            return Err(PublishError::GoalEnded { action: server.name.clone() });
        }
        let message = FeedbackMessage { goal_id: core.id.into(), feedback: Arc::new(feedback) };
        server.feedback.publish(Arc::new(message))
    }

    /// Whether it should end soon: it was cancelled, or another goal takes its place.
    pub fn cancel_requested(&self) -> bool {
        self.core().told_to_end.is_raised()
    }

    /// Waits until it should end soon: a sync callback blocks, an async one awaits. The keeper tells, so that no group
    /// can be in the way.
    ///
    /// # Errors
    /// [`Stopped`] when the node stops and its grace period is over.
    pub fn canceled<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<(), Stopped>> {
        let told = self.core().told_to_end.raised();
        let life = &self.server().life;
        cx.wait(Box::pin(async move { until(told, life.cancelled.raised()).await.ok_or(Stopped) }))
    }
}

/// How an execution ends its goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalEnd<R> {
    /// It did what was asked.
    Succeeded(R),
    /// It stopped because it was cancelled. Where nobody has cancelled it, it counts as aborted.
    Canceled(R),
    /// It could not do what was asked.
    Aborted(R),
}

/// What the execution of a goal may return.
#[diagnostic::on_unimplemented(
    message = "a goal of this action can not end with `{Self}`",
    label = "return the result, `{R}`, or `GoalEnd<{R}>`, or a `Result` of one of them with an error that can be shown",
    note = "an error aborts the goal",
    note = "see: rosweave::signature"
)]
pub trait IntoGoalEnd<R>: Sized {
    /// How the goal ends, or why it is aborted.
    fn into_goal_end(self, keep: Kept<Self>) -> Result<GoalEnd<R>, Failure>;
}

impl<R> IntoGoalEnd<R> for R {
    fn into_goal_end(self, _: Kept<R>) -> Result<GoalEnd<R>, Failure> {
        Ok(GoalEnd::Succeeded(self))
    }
}

#[diagnostic::do_not_recommend]
impl<R> IntoGoalEnd<R> for GoalEnd<R> {
    fn into_goal_end(self, _: Kept<Self>) -> Result<GoalEnd<R>, Failure> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<R, E: fmt::Display> IntoGoalEnd<R> for Result<R, E> {
    fn into_goal_end(self, keep: Kept<Self>) -> Result<GoalEnd<R>, Failure> {
        fail(self, keep).map(GoalEnd::Succeeded)
    }
}

#[diagnostic::do_not_recommend]
impl<R, E: fmt::Display> IntoGoalEnd<R> for Result<GoalEnd<R>, E> {
    fn into_goal_end(self, keep: Kept<Self>) -> Result<GoalEnd<R>, Failure> {
        fail(self, keep)
    }
}

/// Ends the goal with what its execution returned.
pub fn conclude<A: Action, R: IntoGoalEnd<A::Result>>(ending: Ending<A>, end: R, keep: Kept<R>) -> Outcome {
    match end.into_goal_end(keep) {
        Ok(GoalEnd::Succeeded(result)) => ending.end(GoalOutcome::Succeeded, result),
        Ok(GoalEnd::Canceled(result)) => ending.end(GoalOutcome::Canceled, result),
        Ok(GoalEnd::Aborted(result)) => ending.end(GoalOutcome::Aborted, result),
        Err(failure) => {
            drop(ending);
            return Outcome::Failed(failure);
        }
    }
    Outcome::Done
}

/// The right to end a goal. Dropping it aborts the goal: after a panic, or where the callback was dropped.
pub struct Ending<A: Action> {
    server: Arc<ServerCore<A>>,
    place: Place,
    done: bool,
}

impl<A: Action> Ending<A> {
    fn end(mut self, outcome: GoalOutcome, result: A::Result) {
        // A panic in there leaves the goal to the `Drop`.
        let (outcome, result) = self.server.sendable(outcome, Arc::new(result));
        self.done = true;
        self.server.end(self.place, outcome, result);
    }
}

impl<A: Action> Drop for Ending<A> {
    fn drop(&mut self) {
        if !self.done {
            self.server.end(self.place, GoalOutcome::Aborted, self.server.empty.clone());
        }
    }
}

/// A goal, handed to its execution.
pub struct Execution<A: Action> {
    /// The goal.
    pub goal: Goal<A>,
    /// Its end.
    pub ending: Ending<A>,
}

/// The goal of action `A` as a callback asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a callback that executes goals of `{A}` can not take `{Self}`",
    label = "not a goal of this action",
    note = "take `Goal<{A}>` or `&Goal<{A}>`, which derefs to what was asked for",
    note = "see: rosweave::signature"
)]
pub trait GoalOf<A>: Sized {
    fn goal(goal: Goal<A>) -> Self;
}

impl<A> GoalOf<A> for Goal<A> {
    fn goal(goal: Goal<A>) -> Goal<A> {
        goal
    }
}

/// What a group polls for goals to execute.
pub(crate) struct Executions<A: Action>(pub(super) Arc<ServerCore<A>>);

impl<A: Action> Intake for Executions<A> {
    type Input = Execution<A>;

    fn poll_input(&mut self, context: &mut TaskContext<'_>) -> Poll<Option<Execution<A>>> {
        match self.0.begin(context.waker()) {
            Some(Begun { place, goal }) => {
                let (server, goal) = (self.0.clone(), Goal::new(self.0.clone(), goal));
                Poll::Ready(Some(Execution { goal, ending: Ending { server, place, done: false } }))
            }
            None => Poll::Pending,
        }
    }
}

impl<A: Action> Drop for Executions<A> {
    fn drop(&mut self) {
        self.0.close();
    }
}
