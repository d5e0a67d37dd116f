//! A wait for what comes of a goal.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use super::super::asker::Asker;
use super::super::asking::{Asking, Asks};
use super::super::call::inside_a_sync_callback;
use super::super::served::Served;
use super::sender::ActionCore;
use super::sent::{SentGoal, SentState};
use crate::error::{ActionError, CallError};
use crate::message::action::Action;
use crate::rt::BoxFuture;
use crate::rt::sync::{lock, until};

/// A wait for feedback of a goal, or for its end. It begins when it is first polled.
#[must_use = "a wait does nothing unless it is awaited"]
pub struct GoalWait<'a, A: Action, T> {
    pub(super) core: &'a Arc<ActionCore<A>>,
    pub(super) sent: &'a Arc<SentGoal<A>>,
    pub(super) asker: &'a Asker,
    pub(super) blocks: bool,
    pub(super) limit: Option<Duration>,
    pub(super) asks: Asks,
    pub(super) wanted: Wanted<A, T>,
    /// Where it has not come already: so what has asks for no memory.
    pub(super) waiting: Option<BoxFuture<'a, Result<T, ActionError>>>,
}

/// What is wanted of a goal.
pub(super) struct Wanted<A: Action, T> {
    /// What is found of it now.
    pub(super) look: fn(&mut SentState<A>) -> Option<Result<T, ActionError>>,
    pub(super) renews: Renews,
}

/// Whether the server is asked once more where nobody could say before how the goal ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Renews {
    Yes,
    No,
}

// Nothing in a wait is pinned in place.
impl<A: Action, T> Unpin for GoalWait<'_, A, T> {}

impl<A: Action, T> fmt::Debug for GoalWait<'_, A, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoalWait").field("action", &self.core.action).finish_non_exhaustive()
    }
}

impl<'a, A: Action, T: Send + 'a> Future for GoalWait<'a, A, T> {
    type Output = Result<T, ActionError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        if self.waiting.is_none() {
            let mut asking = Asking::new(self.asks);
            if let Some(found) = self.begin(&mut asking) {
                return Poll::Ready(found);
            }
            self.waiting = Some(self.wait(asking));
        }
        self.waiting.as_mut().map_or(Poll::Pending, |waiting| waiting.as_mut().poll(context))
    }
}

impl<'a, A: Action, T: Send + 'a> GoalWait<'a, A, T> {
    pub(in crate::group) fn inside_runtime(&self) -> ActionError {
        self.core.inside_runtime()
    }

    /// What has come already is not waited for, so that nobody is noted, and no clock is read.
    fn begin(&self, asking: &mut Asking) -> Option<Result<T, ActionError>> {
        if self.asker.callback.is_none() && inside_a_sync_callback() {
            return Some(Err(CallError::InsideCallback { service: self.core.service().to_owned() }.into()));
        }
        if let Err(refused) = ask(asking, self.core, self.asker) {
            return Some(Err(refused));
        }
        if self.wanted.renews == Renews::Yes {
            self.renew();
        }
        self.sent.look(self.wanted.look)
    }

    /// Nobody could say before; a server that is back can, if only that it knows no such goal.
    fn renew(&self) {
        let unsaid = {
            let mut state = lock(&self.sent.state);
            let unsaid = matches!(&state.end, Some(Err(ActionError::Call(_))));
            if unsaid { state.end.take() } else { None }
        };
        if unsaid.is_some() {
            self.core.ask_result(self.sent);
        }
    }

    /// What is found when it has come, within the limit: noted while it lasts.
    fn wait(&self, mut asking: Asking) -> BoxFuture<'a, Result<T, ActionError>> {
        let GoalWait { core, sent, asker, blocks, limit, wanted: Wanted { look, .. }, .. } = *self;
        Box::pin(async move {
            let _waits = asker.life.wait(core.entry(asker, blocks));
            let mut wait = pin!(sent.find(look));
            let wait = poll_fn(|context| match ask(&mut asking, core, asker) {
                Ok(()) => wait.as_mut().poll(context),
                Err(refused) => Poll::Ready(Err(refused)),
            });
            let Some(limit) = limit else { return wait.await };
            let exec = &core.life.exec;
            let deadline = exec.sleep_until(exec.now() + limit);
            let over = || CallError::Timeout { service: core.service().to_owned(), limit }.into();
            until(wait, deadline).await.unwrap_or_else(|| Err(over()))
        })
    }
}

/// Asks whether the goal's client may be waited on.
fn ask<A: Action>(asking: &mut Asking, core: &ActionCore<A>, asker: &Asker) -> Result<(), ActionError> {
    let refused = |cycle| CallError::WouldDeadlock { service: core.service().to_owned(), cycle };
    Ok(asking.ask(&core.checked, asker).map_err(refused)?)
}
