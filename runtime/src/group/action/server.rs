//! An action's server, as its group and the keeper share it.

use std::mem::needs_drop;
use std::sync::{Arc, Mutex};
use std::task::Waker;
use std::time::Duration;

use super::GoalOutcome;
use super::effects::{Effects, Gone};
use super::entry::Place;
use super::table::{Begun, Table};
use crate::facts::Busy;
use crate::life::Life;
use crate::message::action::{Action, FeedbackMessage, GetResult, GetResultRequest, GetResultResponse};
use crate::message::known::Known;
use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::transport::{PublisherPort, Responder};
use crate::waits::Beside;

/// What an action's server is.
pub(crate) struct ServerCore<A: Action> {
    pub(super) life: Arc<Life>,
    /// The action's full name.
    pub(super) name: String,
    pub(super) busy: Busy,
    pub(super) keep: Duration,
    pub(super) table: Mutex<Table<A>>,
    pub(super) feedback: Arc<dyn PublisherPort<FeedbackMessage<A>>>,
    pub(super) result_bounds: Option<&'static Known>,
    /// What is sent where there is no result. Made once, so that the keeper runs no code of the user's for it.
    pub(super) empty: Arc<A::Result>,
}

impl<A: Action> ServerCore<A> {
    /// What results are kept by: simulated, the node's own time.
    pub(super) fn now(&self) -> Time {
        self.life.clock.read().0
    }

    /// What ROS 2 sees: the node's own time, which may be simulated.
    pub(super) fn stamp(&self) -> Time {
        self.life.clock.now()
    }

    pub(super) fn begin(&self, group: &Waker) -> Option<Begun<A>> {
        let (begun, keeper) = lock(&self.table).begin(group)?;
        if let Some(keeper) = keeper {
            keeper.wake();
        }
        Some(begun)
    }

    /// Has a goal executed.
    pub(super) fn queue(&self, place: Place) {
        let group = lock(&self.table).queue(place);
        if let Some(group) = group {
            group.wake();
        }
    }

    pub(super) fn end(&self, place: Place, outcome: GoalOutcome, result: Arc<A::Result>) {
        let (outcome, result) = self.within_bounds(outcome, result);
        let (as_meant, effects) = lock(&self.table).end(place, outcome, result, self.now());
        effects.tell();
        if !as_meant {
            let (node, action) = (self.life.full_name(), &self.name);
            tracing::warn!(node, action, "a goal ended as canceled that nobody has cancelled: it is aborted");
        }
    }

    /// Answers a request for a result, now or when the goal has ended. It changes no goal, so that the keeper needs not be
    /// asked for it.
    pub(super) fn result(&self, request: GetResultRequest, responder: Responder<GetResult<A>>) {
        let effects = lock(&self.table).result(request.goal_id.into(), responder, &self.empty);
        self.tell(effects);
    }

    /// A result that is longer than its type says would reach nobody: the goal is aborted without it.
    fn within_bounds(&self, outcome: GoalOutcome, result: Arc<A::Result>) -> (GoalOutcome, Arc<A::Result>) {
        let Some(known) = self.result_bounds else { return (outcome, result) };
        let response = GetResultResponse::<A> { status: outcome.status(), result };
        let Err(excess) = known.check_response(&response) else { return (outcome, response.result) };
        let (node, action) = (self.life.full_name(), &self.name);
        tracing::warn!(node, action, %excess, "a goal is aborted: its result is longer than its type says");
        (GoalOutcome::Aborted, self.empty.clone())
    }

    /// Tells what is to be told. Where the user's code may run it drops what is gone, and wakes who waits for a goal to
    /// be cancelled.
    pub(super) fn tell(&self, mut effects: Effects<A>) {
        if effects.are_none() {
            return;
        }
        let told = std::mem::take(&mut effects.told);
        if !told.is_empty() {
            self.elsewhere(move || told.iter().for_each(|goal| goal.told_to_end.raise()));
        }
        self.let_go_of(effects.tell_and_keep());
    }

    /// Drops what the table has let go of.
    pub(super) fn let_go_of(&self, gone: Gone<A>) {
        if !gone.is_empty() {
            self.let_go(gone);
        }
    }

    /// Drops what is the user's where the user's code may run.
    pub(super) fn let_go(&self, gone: impl Send + 'static) {
        if needs_drop::<A::Goal>() || needs_drop::<A::Result>() {
            self.elsewhere(move || drop(gone));
        }
    }

    /// Runs what may be the user's code. The node's end waits for it.
    pub(super) fn elsewhere(&self, work: impl FnOnce() + Send + 'static) {
        let (life, what) = (self.life.clone(), Beside::Rest { group: None });
        self.life.spawn(what, async move { life.run_beside(what, work) });
    }

    pub(super) fn close(&self) {
        let effects = lock(&self.table).close(self.now(), &self.empty);
        effects.tell();
    }
}
