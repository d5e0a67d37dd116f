//! What the loops of both kinds of groups share.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::Group;
use super::asker::Asker;
use super::callback::{Callback, CallbackId};
use super::lane::{Deliver, Lane};
use super::ready::Ready;
use super::sleep::Rest;
use crate::declare::{NodeImpl, Stored};
use crate::life::Life;
use crate::rt::guard::drop_each;
use crate::rt::polled::polled;
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
    /// Delivers until the node is cancelled, for a group that has nothing else.
    pub(crate) async fn deliver_until_cancelled(self, life: &Life) {
        Order::new(self, 0).deliver_until_cancelled(life).await;
    }
}

/// The entities of a group.
pub(crate) struct Entities<C> {
    pub(super) order: Order,
    callbacks: Vec<C>,
}

/// Which entities of a group may have something for it.
///
/// They come in this order. First replies: they let a callback go on that runs already. Then the wish to stop, then
/// what the group itself waits for, its callback or a free turn. Then callbacks in turn, beginning after the one that
/// ran last, one input each: a flooded topic starves neither a timer nor a service.
///
/// It knows nothing of the node's type or the group's, so that it is compiled once.
pub(crate) struct Order {
    ready: Ready,
    replies: Vec<Arc<Lane>>,
    /// How many callbacks there are.
    callbacks: usize,
    last: usize,
}

/// What a group waits for: its own callback, a free turn, the wish to stop.
type Waited<'a> = Pin<&'a mut (dyn Future<Output = ()> + Send)>;
/// Whether the callback at a place has an input.
type HasInput<'a> = &'a mut (dyn FnMut(usize, &mut Context<'_>) -> bool + Send);

/// A callback as the order of entities sees it.
pub(crate) trait Polled: Send {
    /// The group begins.
    fn start(&mut self);
    /// Whether an input is there.
    fn poll_input(&mut self, context: &mut Context<'_>) -> bool;
    /// Whether it has no more inputs, and wakes the group for the next one.
    fn is_drained(&self) -> bool;
}

/// What goes on while a group waits for its own callback.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    /// Replies are delivered.
    Deliver,
    /// Nothing: the callback blocks the group.
    Nothing,
}

impl<C: Polled> Entities<C> {
    pub(crate) fn new(replies: Replies, mut callbacks: Vec<C>) -> Entities<C> {
        callbacks.iter_mut().for_each(Polled::start);
        Entities { order: Order::new(replies, callbacks.len()), callbacks }
    }

    /// The callback that is ready next, by its place. `None` when the group has to stop.
    pub(crate) async fn next(&mut self, stop: Waited<'_>) -> Option<usize> {
        let Entities { order, callbacks } = self;
        let place = order.next(&mut |place, context| callbacks[place].poll_input(context), stop).await?;
        if !callbacks[place].is_drained() {
            order.again(place);
        }
        Some(place)
    }

    pub(crate) fn callback(&mut self, place: usize) -> &mut C {
        &mut self.callbacks[place]
    }

    /// Ends intake: callers of a service of this group are told, and messages are counted as lost.
    pub(crate) fn close(&mut self) {
        (self.order.callbacks, self.order.last) = (0, 0);
        drop_each(self.callbacks.drain(..));
    }
}

impl Order {
    fn new(Replies(replies): Replies, callbacks: usize) -> Order {
        let bells = replies.iter().map(|route| route.bell()).collect();
        let ready = Ready::all(replies.len() + 2 + callbacks, bells);
        let replies = replies.into_iter().enumerate();
        let replies = replies.map(|(place, route)| Lane::new(route, ready.entity(place))).collect();
        Order { ready, replies, callbacks, last: callbacks.saturating_sub(1) }
    }

    async fn next(&mut self, has_input: HasInput<'_>, mut stop: Waited<'_>) -> Option<usize> {
        let Order { ready, replies, callbacks, last } = self;
        let (stops, first, end) = (replies.len(), replies.len() + 2, replies.len() + 2 + *callbacks);
        // Without a client there is nothing that others could do.
        let rest = if replies.is_empty() { Rest::Shut } else { Rest::Open };
        let found = ready.find(rest, |ready| {
            deliver(ready, replies);
            if ready.take(stops..stops + 1).is_some()
                && ready.poll(stops, |context| stop.as_mut().poll(context)).is_ready()
            {
                return Some(None);
            }
            loop {
                let next = first + *last + 1;
                let place = ready.take(next..end).or_else(|| ready.take(first..next.min(end)))?;
                if ready.poll(place, |context| has_input(place - first, context)) {
                    return Some(Some(place));
                }
            }
        });
        *last = found.await? - first;
        Some(*last)
    }

    /// The callback at `place` may have more.
    fn again(&mut self, place: usize) {
        self.ready.again(self.replies.len() + 2 + place);
    }

    /// Waits for `own`, which the group waits for. `None` when the group has to stop first: then it goes on with
    /// [`finish`](Order::finish).
    pub(super) async fn run(
        &mut self,
        mut own: Waited<'_>,
        mut stop: Waited<'_>,
        meanwhile: Meanwhile,
    ) -> Option<()> {
        let Order { ready, replies, .. } = self;
        let (stops, owns) = (replies.len(), replies.len() + 1);
        ready.again(owns);
        let rest = if meanwhile == Meanwhile::Deliver { Rest::Open } else { Rest::Shut };
        let found = ready.find(rest, |ready| {
            if meanwhile == Meanwhile::Deliver {
                deliver(ready, replies);
            }
            if ready.take(stops..stops + 1).is_some()
                && ready.poll(stops, |context| stop.as_mut().poll(context)).is_ready()
            {
                return Some(None);
            }
            ready.take(owns..owns + 1)?;
            ready.poll(owns, |context| own.as_mut().poll(context)).is_ready().then_some(Some(()))
        });
        found.await
    }

    /// Waits for `own`, whether the group has to stop or not.
    pub(super) async fn finish(&mut self, own: Waited<'_>, meanwhile: Meanwhile) {
        let never = pin!(std::future::pending());
        let ended = self.run(own, never, meanwhile).await;
        ended.expect("what never comes does not come first");
    }

    /// Delivers until the node is cancelled, once intake has ended. Running callbacks of other groups may wait for
    /// replies of this one while the node stops; afterwards nobody does.
    pub(super) async fn deliver_until_cancelled(&mut self, life: &Life) {
        self.finish(pin!(life.cancelled.raised()), Meanwhile::Deliver).await;
    }
}

fn deliver(ready: &mut Ready, replies: &[Arc<Lane>]) {
    while let Some(place) = ready.take(0..replies.len()) {
        ready.poll(place, |context| replies[place].deliver(context));
    }
}

impl<N: NodeImpl, G: Group> Polled for Box<dyn Callback<N, G>> {
    fn start(&mut self) {
        (**self).start();
    }

    fn poll_input(&mut self, context: &mut Context<'_>) -> bool {
        matches!(self.poll_ready(context), Poll::Ready(true))
    }

    fn is_drained(&self) -> bool {
        (**self).is_drained()
    }
}

/// How many callbacks a group's task runs before it lets other tasks run.
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
pub(crate) fn unless_cancelled<F: Future>(
    id: &CallbackId,
    future: F,
) -> impl Future<Output = Option<F::Output>> {
    polled(Some(until(future, id.life.cancelled.raised())), |mut future, context| {
        let Some(running) = future.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let output = ready!(running.poll(context));
        if output.is_none() {
            id.counters().cancelled.add(1);
            // What it drops where it waits is its own code, too.
            if let Err(panic) = id.run(|| future.set(None)) {
                id.note(Err(panic));
            }
        }
        Poll::Ready(output)
    })
}

impl CallbackId {
    /// Who waits when this callback does.
    pub(crate) fn asker(&self) -> Asker {
        Asker { life: self.life.clone(), callback: Some(self.current()) }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;
    use std::time::{Duration, Instant};

    use super::*;

    /// A callback with inputs that the test gives it.
    #[derive(Default)]
    struct Given {
        inputs: u64,
        polls: u64,
        group: Option<Waker>,
    }

    impl Polled for Given {
        fn start(&mut self) {}

        fn poll_input(&mut self, context: &mut Context<'_>) -> bool {
            self.polls += 1;
            self.group = Some(context.waker().clone());
            let has_input = self.inputs > 0;
            self.inputs -= u64::from(has_input);
            has_input
        }

        fn is_drained(&self) -> bool {
            false
        }
    }

    /// A group of so many callbacks, which has looked at each of them.
    async fn group(callbacks: usize) -> Entities<Given> {
        let callbacks = (0..callbacks).map(|_| Given::default()).collect();
        let mut entities = Entities::new(Replies::default(), callbacks);
        let mut stop = pin!(std::future::pending());
        let mut next = Box::pin(entities.next(stop.as_mut()));
        let found = poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await;
        assert!(found.is_pending());
        drop(next);
        entities
    }

    /// How long one callback's inputs take, one after the other.
    async fn inputs(entities: &mut Entities<Given>, place: usize, inputs: u32) -> Duration {
        let start = Instant::now();
        for _ in 0..inputs {
            let callback = entities.callback(place);
            callback.inputs += 1;
            callback.group.as_ref().expect("it was polled").wake_by_ref();
            let found = entities.next(pin!(std::future::pending())).await;
            assert_eq!(found, Some(place));
        }
        start.elapsed()
    }

    #[tokio::test]
    async fn an_input_costs_the_same_beside_ten_thousand_callbacks() {
        let (mut alone, mut crowd) = (group(1).await, group(10_000).await);
        let mut ratios = Vec::new();
        for _ in 0..51 {
            let ours = inputs(&mut crowd, 7_000, 100).await;
            ratios.push(ours.as_secs_f64() / inputs(&mut alone, 0, 100).await.as_secs_f64());
        }
        // Each is polled once when the group begins, and then where it has something.
        assert_eq!(crowd.callback(6_999).polls, 1);
        assert_eq!(crowd.callback(7_000).polls, 5_101);
        ratios.sort_by(f64::total_cmp);
        let median = ratios[ratios.len() / 2];
        assert!(median < 3.0, "{median} times as long");
    }
}
