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
use crate::rt::guard::each;
use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::transport::{Encodes, PublisherPort, Responder};
use crate::waits::Beside;

/// What is the user's and comes with goals.
pub(super) const REST: Beside = Beside::Rest { group: None };

/// Runs what may be the user's code. The node's end waits for it.
pub(super) fn elsewhere(life: &Arc<Life>, what: Beside, work: impl FnOnce() + Send + 'static) {
    let of_task = life.clone();
    life.spawn(what, async move { of_task.run_beside(what, work) });
}

/// What an action's server is.
pub(crate) struct ServerCore<A: Action> {
    pub(super) life: Arc<Life>,
    /// The action's full name.
    pub(super) name: String,
    /// The action, as it is declared.
    pub(super) declared: &'static str,
    pub(super) busy: Busy,
    pub(super) keep: Duration,
    pub(super) table: Mutex<Table<A>>,
    pub(super) feedback: Arc<dyn PublisherPort<FeedbackMessage<A>>>,
    pub(super) result_bounds: Option<&'static Known>,
    pub(super) encodes: Option<Encodes<GetResult<A>>>,
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

    /// A result that can not be sent, as it is longer than its type says or its `Serialize` fails, would reach nobody: the
    /// goal is aborted without it. That is looked at where the user's code may run: what asks for the result later is
    /// nobody's callback.
    pub(super) fn sendable(
        &self,
        outcome: GoalOutcome,
        result: Arc<A::Result>,
    ) -> (GoalOutcome, Arc<A::Result>) {
        let response = GetResultResponse::<A> { status: outcome.status(), result };
        let Err(reason) = self.check(&response) else { return (outcome, response.result) };
        let (node, action) = (self.life.full_name(), &self.name);
        tracing::warn!(node, action, reason, "a goal is aborted: its result can not be sent");
        (GoalOutcome::Aborted, self.empty.clone())
    }

    fn check(&self, response: &GetResultResponse<A>) -> Result<(), String> {
        if let Some(known) = self.result_bounds {
            known.check_response(response).map_err(|excess| excess.to_string())?;
        }
        self.encodes.map_or(Ok(()), |encodes| encodes(response))
    }

    /// Tells what is to be told. Where the user's code may run it encodes results, drops what is gone, and wakes who waits
    /// for a goal to be cancelled.
    pub(super) fn tell(&self, mut effects: Effects<A>) {
        if effects.are_none() {
            return;
        }
        let told = std::mem::take(&mut effects.told);
        if !told.is_empty() {
            self.elsewhere(REST, move || told.iter().for_each(|goal| goal.told_to_end.raise()));
        }
        let encoded = effects.take_encoded();
        if !encoded.is_empty() {
            let what = Beside::Result { action: self.declared };
            self.elsewhere(what, move || each(encoded, |(responder, response)| responder.send(response)));
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
            self.elsewhere(REST, move || drop(gone));
        }
    }

    fn elsewhere(&self, what: Beside, work: impl FnOnce() + Send + 'static) {
        elsewhere(&self.life, what, work);
    }

    pub(super) fn close(&self) {
        let effects = lock(&self.table).close(self.now(), &self.empty);
        effects.tell();
    }
}
