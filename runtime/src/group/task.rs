//! What the loops of both kinds of groups share.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::Group;
use super::callback::{Callback, CallbackId};
use super::context::Asker;
use super::route::Deliver;
use crate::declare::{NodeImpl, Stored};
use crate::life::Life;
use crate::rt::sync::until;
use crate::rt::threads::Threads;

/// A group of a node: its callbacks, and the replies of its clients.
pub struct GroupTask<N: NodeImpl, G: Group> {
    pub(crate) life: Arc<Life>,
    pub(crate) seat: Stored<N>,
    pub(crate) callbacks: Vec<Box<dyn Callback<N, G>>>,
    pub(crate) replies: Replies,
    pub(crate) threads: Threads,
}

/// The replies of a group's clients.
#[derive(Default)]
pub(crate) struct Replies(pub(crate) Vec<Box<dyn Deliver>>);

impl Replies {
    pub(crate) fn deliver(&mut self, context: &mut Context<'_>) {
        for replies in &mut self.0 {
            replies.poll_deliver(context);
        }
    }

    /// The output of `future`, while replies are delivered.
    pub(crate) async fn while_delivering<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            self.deliver(context);
            future.as_mut().poll(context)
        })
        .await
    }

    /// Delivers until the node is cancelled. Running callbacks of other groups may wait for replies of this
    /// one while the node stops; afterwards nobody does.
    pub(crate) async fn deliver_until_cancelled(mut self, life: &Life) {
        self.while_delivering(life.cancelled.raised()).await;
    }
}

/// The callback that is ready next, by its place. Replies come first: they let a callback go on that runs
/// already. Then callbacks in turn, beginning after the one that ran last, so that none starves the others.
pub(crate) fn poll_next<N: NodeImpl, G: Group>(
    callbacks: &mut [Box<dyn Callback<N, G>>],
    last: usize,
    context: &mut Context<'_>,
) -> Poll<usize> {
    let count = callbacks.len();
    for place in (1..=count).map(|step| (last + step) % count) {
        if let Poll::Ready(true) = callbacks[place].poll_ready(context) {
            return Poll::Ready(place);
        }
    }
    Poll::Pending
}

/// How many callbacks a group's task runs before it lets other tasks run: our queues do not use up tokio's
/// cooperative budget.
pub(crate) const BUDGET: u32 = 32;

/// Lets other tasks run once.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// What `future` comes to, unless the node is cancelled first: then it is dropped and counted.
pub(crate) async fn unless_cancelled<F: Future>(id: &CallbackId, future: F) -> Option<F::Output> {
    let output = until(future, id.life.cancelled.raised()).await;
    if output.is_none() {
        id.counters().cancelled.add(1);
    }
    output
}

impl CallbackId {
    /// Who waits when this callback does.
    pub(crate) fn asker(&self) -> Asker {
        Asker { life: self.life.clone(), callback: Some(self.facts.name), group: Some(self.facts.group.name) }
    }
}
