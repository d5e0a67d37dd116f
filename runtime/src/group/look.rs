//! A look at a node and the state of a group, between two callbacks: how a test sees what only the group has.

use std::any::Any;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use super::callback::{Callback, CallbackId, Work};
use super::returned::Outcome;
use super::{Group, Kind, State};
use crate::declare::{Access, NodeImpl, Seat};
use crate::life::Spot;
use crate::rt::sync::lock;

/// What comes of a look, or the payload of its panic: that is the test's own.
type Seen = Result<Box<dyn Any + Send>, Box<dyn Any + Send>>;
/// Where whoever asked finds it.
type Sight = Arc<Mutex<Option<Seen>>>;
type Look<N, G> = Box<dyn for<'a> FnOnce(Seat<'a, N>, State<'a, G>) -> Box<dyn Any + Send> + Send>;

/// The looks that wait for the group to be between two callbacks.
pub(crate) struct Looks<N: NodeImpl, G: Group>(Mutex<Queue>, PhantomData<fn() -> (N, G)>);

#[derive(Default)]
struct Queue {
    /// Each is a `Look<N, G>`: the queue is compiled once, and not for each node.
    waiting: VecDeque<(Box<dyn Any + Send>, Sight)>,
    group: Option<Waker>,
}

/// A look that was asked for.
pub(crate) struct Asked(Sight);

impl Asked {
    /// What was seen, if the group has come to it.
    pub(crate) fn seen(&self) -> Option<Seen> {
        lock(&self.0).take()
    }
}

impl<N: NodeImpl, G: Group> Looks<N, G> {
    pub(crate) fn new() -> Arc<Looks<N, G>> {
        Arc::new(Looks(Mutex::default(), PhantomData))
    }

    /// Has `look` called with the node and the group's state, which it gets as the group lends it. It is called when
    /// the group runs next, and never where [`withdraw`](Looks::withdraw) comes first.
    pub(crate) fn ask<R: Send + 'static>(
        &self,
        look: impl for<'a> FnOnce(Seat<'a, N>, State<'a, G>) -> R + Send + 'static,
    ) -> Asked {
        let seen = Arc::default();
        let look: Look<N, G> = Box::new(move |seat, state| Box::new(look(seat, state)));
        let mut queue = lock(&self.0);
        queue.waiting.push_back((Box::new(look), Arc::clone(&seen)));
        let group = queue.group.take();
        drop(queue);
        if let Some(group) = group {
            group.wake();
        }
        Asked(seen)
    }

    /// Takes back what was not looked at.
    pub(crate) fn withdraw(&self) {
        let withdrawn = std::mem::take(&mut lock(&self.0).waiting);
        drop(withdrawn);
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<bool> {
        let mut queue = lock(&self.0);
        if !queue.waiting.is_empty() {
            return Poll::Ready(true);
        }
        queue.group = Some(context.waker().clone());
        Poll::Pending
    }

    fn run<'a>(&self, seat: Seat<'a, N>, state: State<'a, G>) {
        let next = lock(&self.0).waiting.pop_front();
        if let Some((look, seen)) = next
            && let Ok(look) = look.downcast::<Look<N, G>>()
        {
            let result = catch_unwind(AssertUnwindSafe(|| look(seat, state)));
            *lock(&seen) = Some(result);
        }
    }
}

/// The looks as one more callback of the group: the loop does not know the difference, and nothing is counted.
pub(crate) struct LookSlot<N: NodeImpl, G: Group> {
    looks: Arc<Looks<N, G>>,
    /// One of the group's: a look is none of them.
    id: CallbackId,
}

impl<N: NodeImpl, G: Group> LookSlot<N, G> {
    pub(crate) fn new(looks: Arc<Looks<N, G>>, id: CallbackId) -> LookSlot<N, G> {
        LookSlot { looks, id }
    }
}

impl<N: NodeImpl, G: Group> Callback<N, G> for LookSlot<N, G> {
    fn start(&mut self) {}

    fn count(&self) {}

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        self.looks.poll(context)
    }

    fn is_drained(&self) -> bool {
        false
    }

    fn is_inline(&self) -> bool {
        true
    }

    fn run_inline<'a>(&mut self, _: &Spot, seat: Seat<'a, N>, state: State<'a, G>) {
        self.looks.run(seat, state);
    }

    fn take_work(&mut self) -> Option<Work<N, G>> {
        let looks = self.looks.clone();
        Some(Work::Inline(Box::new(move |seat, state| {
            looks.run(seat, state);
            Outcome::Done
        })))
    }

    fn id(&self) -> &CallbackId {
        &self.id
    }
}

/// The node as anybody may see it.
pub(crate) fn node<N: NodeImpl>(seat: Seat<'_, N>) -> &N {
    <N::Access as Access<N>>::shared(seat)
}

/// The group's state as anybody may see it.
pub(crate) fn state<G: Group>(state: State<'_, G>) -> &G {
    <G::Kind as Kind<G>>::shared(state)
}
