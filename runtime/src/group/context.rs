//! Contexts: the permission to wait, lent to a callback of a group.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::Group;
use super::action::wait::GoalWait;
use super::asker::{Asker, AskerRef};
use super::call::Call;
use crate::error::{ActionError, CallError, SleepError, Stopped};
use crate::facts::GroupFacts;
use crate::facts::check::group_in_words;
use crate::life::Life;
use crate::message::Service;
use crate::message::action::Action;
use crate::rt::BoxFuture;
use crate::rt::nap::{Nap, SwitchedAway};
use crate::rt::sync::until;
use crate::rt::time::Time;

/// The context of a sync callback of group `G`: its waits block.
///
/// It can be had only as a reference, lent for one call of a callback, and stays on the callback's thread.
pub struct Cx<G = super::DefaultGroup> {
    asker: Asker,
    group: PhantomData<(fn() -> G, StaysOnItsThread)>,
}

/// Neither `Send` nor `Sync`: a wait on another thread would not be this callback's.
struct StaysOnItsThread(#[expect(dead_code, reason = "only its type matters")] *const ());

/// The context of an async callback of group `G`: its waits are futures.
///
/// It can be had only as a reference, lent for one call of a callback.
pub struct AsyncCx<G = super::DefaultGroup> {
    asker: Asker,
    group: PhantomData<fn() -> G>,
}

/// The group of nobody: that of the contexts that tasks, tests and `main` get. Who waits in it holds nothing.
#[derive(Clone, Copy, Debug)]
pub enum NoGroup {}

/// A context of no group, held by a task or lent by a node's handle.
#[derive(Debug)]
pub struct Lent<C>(C);

impl<C> Deref for Lent<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

impl<G> Cx<G> {
    pub(crate) fn new(asker: Asker) -> Cx<G> {
        Cx { asker, group: PhantomData }
    }

    /// Blocks for `duration` of the node's time. Where the node's clock is switched between the system's time and
    /// `/clock`, it goes on with what is left of it.
    ///
    /// # Errors
    /// [`Stopped`] when the node stops and its grace period is over.
    ///
    /// # Panics
    /// Inside the async runtime, where only a context of a node's handle can be: it would block a thread that
    /// tasks need.
    pub fn sleep(&self, duration: Duration) -> Result<(), Stopped> {
        let life = &self.asker.life;
        let slept = self.block_on(until(Nap::span(&life.clock, duration), life.cancelled.raised()));
        // A span outlasts its clock.
        slept.map(|_| ()).ok_or(Stopped)
    }

    /// Blocks until the node's clock shows `time`, or a later one. A step of the system's clock counts, and is noticed within
    /// a second.
    ///
    /// # Errors
    /// [`SleepError::ClockChanged`] when the node's clock is switched between the system's time and `/clock` meanwhile:
    /// a point of the one is none of the other. [`SleepError::Stopped`] when the node stops and its grace period is over.
    ///
    /// # Panics
    /// As [`sleep`](Cx::sleep).
    pub fn sleep_until(&self, time: Time) -> Result<(), SleepError> {
        let life = &self.asker.life;
        let slept = self.block_on(until(Nap::until_shown(&life.clock, time), life.cancelled.raised()));
        slept.ok_or(SleepError::Stopped)?.map_err(|SwitchedAway| SleepError::ClockChanged)
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let exec = &self.asker.life.exec;
        assert!(
            !exec.must_not_block(),
            "blocking inside the async runtime; use the node handle's `async_cx()` there (see: rosweave::context)"
        );
        exec.block_on(future)
    }
}

impl<G> AsyncCx<G> {
    pub(crate) fn new(asker: Asker) -> AsyncCx<G> {
        AsyncCx { asker, group: PhantomData }
    }

    /// Waits for `duration` of the node's time. Where the node's clock is switched between the system's time and
    /// `/clock`, it goes on with what is left of it. Unlike [`Cx::sleep`] it can not fail: when the node's grace period
    /// is over, the callback is dropped where it waits.
    pub async fn sleep(&self, duration: Duration) {
        // A span outlasts its clock.
        let _ = Nap::span(&self.asker.life.clock, duration).await;
    }

    /// Waits until the node's clock shows `time`, or a later one. A step of the system's clock counts, and is noticed within
    /// a second.
    ///
    /// # Errors
    /// [`SleepError::ClockChanged`] when the node's clock is switched between the system's time and `/clock` meanwhile:
    /// a point of the one is none of the other.
    pub async fn sleep_until(&self, time: Time) -> Result<(), SleepError> {
        let slept = Nap::until_shown(&self.asker.life.clock, time).await;
        slept.map_err(|SwitchedAway| SleepError::ClockChanged)
    }

    /// Ready when the node is asked to stop.
    pub async fn shutdown(&self) {
        self.asker.life.told_to_stop.raised().await;
    }
}

/// What `spawn` takes: a closure that gets the task's own context.
///
/// The closure's parameter is known by what this is a trait of; it is there for what rustc says of a future alone.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a task is a closure that takes its own context, and this is none",
    label = "`spawn` gives the task a context of its own",
    note = "write `cx.spawn(move |cx| async move {{ .. }})`: a task that outlives its callback can not use the callback's `cx`",
    note = "see: rosweave::context"
)]
pub trait Task<Fut>: FnOnce(Lent<AsyncCx<NoGroup>>) -> Fut {}

#[diagnostic::do_not_recommend]
impl<F, Fut> Task<Fut> for F where F: FnOnce(Lent<AsyncCx<NoGroup>>) -> Fut {}

/// What both contexts can do.
macro_rules! common {
    ($context:ident) => {
        impl<G> $context<G> {
            /// The time of the node's clock: the system's, which steps where it is set, or, where the node has
            /// `use_sim_time`, what `/clock` says, which is zero until it has said anything.
            pub fn now(&self) -> Time {
                self.asker.life.clock.now()
            }

            /// The node's full name.
            pub fn node_name(&self) -> &str {
                self.asker.life.full_name()
            }

            /// Whether the node was asked to stop.
            pub fn is_stopping(&self) -> bool {
                self.asker.life.stopping.is_raised()
            }

            /// Asks the node to stop. It does not wait for that: the callback is part of what stops.
            pub fn request_stop(&self) {
                self.asker.life.stopping.raise();
            }

            /// Spawns a task that lives as long as the node. Its context is that of no group: what it waits
            /// for, no callback holds.
            pub fn spawn<F, Fut>(&self, task: F)
            where
                F: Task<Fut>,
                Fut: Future<Output = ()> + Send + 'static,
            {
                let life = &self.asker.life;
                life.spawn_task(Box::pin(task(outside_async(life))));
            }
        }

        impl<G> fmt::Debug for $context<G> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($context))
                    .field("node", &self.asker.life.full_name())
                    .field("callback", &self.asker.facts().map(|facts| facts.name))
                    .field("group", &self.asker.facts().map(|facts| group_in_words(facts.group.name)))
                    .finish()
            }
        }
    };
}

common!(Cx);
common!(AsyncCx);

pub(crate) fn outside(life: &Arc<Life>) -> Lent<Cx<NoGroup>> {
    Lent(Cx::new(Asker { life: life.clone(), callback: None }))
}

pub(crate) fn outside_async(life: &Arc<Life>) -> Lent<AsyncCx<NoGroup>> {
    Lent(AsyncCx::new(Asker { life: life.clone(), callback: None }))
}

/// Where somebody waits: the group, and whether the wait blocks it. Implemented by contexts alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no context: a call has to say where it waits",
    label = "pass the callback's `cx` here",
    note = "a sync callback of group `G` takes `cx: &Cx<G>`, an async one `cx: &AsyncCx<G>`",
    note = "see: rosweave::context"
)]
pub trait Context: sealed::Sealed {
    /// What a call returns here: the result, or a future of it.
    type Reply<'a, S: Service>
    where
        Self: 'a;
    /// What a wait for a goal returns here: what has come of it, or a future of that.
    type Told<'a, A: Action, T: Send + 'a>
    where
        Self: 'a;
    /// What another wait returns here: the output, or a future of it.
    type Wait<'a, T: Send + 'a>
    where
        Self: 'a;

    /// The group that waits, if any.
    #[doc(hidden)]
    const GROUP: Option<GroupFacts<'static>>;
    /// Whether the wait blocks the group.
    #[doc(hidden)]
    const BLOCKS: bool;

    #[doc(hidden)]
    fn asker(&self) -> AskerRef<'_>;
    #[doc(hidden)]
    fn reply<'a, S: Service>(&'a self, call: Call<'a, S>) -> Self::Reply<'a, S>;
    #[doc(hidden)]
    fn told<'a, A: Action, T: Send + 'a>(&'a self, wait: GoalWait<'a, A, T>) -> Self::Told<'a, A, T>;
    #[doc(hidden)]
    fn wait<'a, T: Send + 'a>(&'a self, future: BoxFuture<'a, T>) -> Self::Wait<'a, T>;
    /// The same, but an error where waiting here would block a thread that tasks need.
    #[doc(hidden)]
    fn try_wait<'a, T: Send + 'a, E: Send + 'a>(
        &'a self,
        future: BoxFuture<'a, Result<T, E>>,
        refused: impl FnOnce() -> E,
    ) -> Self::Wait<'a, Result<T, E>>;
}

/// The group that a marker stands for.
#[doc(hidden)]
pub trait WaitGroup {
    const FACTS: Option<GroupFacts<'static>>;
}

impl WaitGroup for NoGroup {
    const FACTS: Option<GroupFacts<'static>> = None;
}

impl<G: Group> WaitGroup for G {
    const FACTS: Option<GroupFacts<'static>> = Some(G::FACTS);
}

impl<G: WaitGroup> Context for Cx<G> {
    type Reply<'a, S: Service>
        = Result<S::Response, CallError>
    where
        Self: 'a;
    type Told<'a, A: Action, T: Send + 'a>
        = Result<T, ActionError>
    where
        Self: 'a;
    type Wait<'a, T: Send + 'a>
        = T
    where
        Self: 'a;
    const GROUP: Option<GroupFacts<'static>> = G::FACTS;
    const BLOCKS: bool = true;

    fn asker(&self) -> AskerRef<'_> {
        AskerRef(&self.asker)
    }

    fn reply<'a, S: Service>(&'a self, call: Call<'a, S>) -> Result<S::Response, CallError> {
        let exec = &self.asker.life.exec;
        if exec.must_not_block() {
            return Err(CallError::InsideRuntime { service: call.service().to_owned() });
        }
        exec.block_on(call)
    }

    fn told<'a, A: Action, T: Send + 'a>(&'a self, wait: GoalWait<'a, A, T>) -> Result<T, ActionError> {
        if self.asker.life.exec.must_not_block() {
            return Err(wait.inside_runtime());
        }
        self.block_on(wait)
    }

    fn wait<'a, T: Send + 'a>(&'a self, future: BoxFuture<'a, T>) -> T {
        self.block_on(future)
    }

    fn try_wait<'a, T: Send + 'a, E: Send + 'a>(
        &'a self,
        future: BoxFuture<'a, Result<T, E>>,
        refused: impl FnOnce() -> E,
    ) -> Result<T, E> {
        if self.asker.life.exec.must_not_block() {
            return Err(refused());
        }
        self.block_on(future)
    }
}

impl<G: WaitGroup> Context for AsyncCx<G> {
    type Reply<'a, S: Service>
        = Call<'a, S>
    where
        Self: 'a;
    type Told<'a, A: Action, T: Send + 'a>
        = GoalWait<'a, A, T>
    where
        Self: 'a;
    type Wait<'a, T: Send + 'a>
        = BoxFuture<'a, T>
    where
        Self: 'a;
    const GROUP: Option<GroupFacts<'static>> = G::FACTS;
    const BLOCKS: bool = false;

    fn asker(&self) -> AskerRef<'_> {
        AskerRef(&self.asker)
    }

    fn reply<'a, S: Service>(&'a self, call: Call<'a, S>) -> Call<'a, S> {
        call
    }

    fn told<'a, A: Action, T: Send + 'a>(&'a self, wait: GoalWait<'a, A, T>) -> GoalWait<'a, A, T> {
        wait
    }

    fn wait<'a, T: Send + 'a>(&'a self, future: BoxFuture<'a, T>) -> BoxFuture<'a, T> {
        future
    }

    fn try_wait<'a, T: Send + 'a, E: Send + 'a>(
        &'a self,
        future: BoxFuture<'a, Result<T, E>>,
        _: impl FnOnce() -> E,
    ) -> BoxFuture<'a, Result<T, E>> {
        future
    }
}

impl<C: Context> Context for Lent<C> {
    type Reply<'a, S: Service>
        = C::Reply<'a, S>
    where
        Self: 'a;
    type Told<'a, A: Action, T: Send + 'a>
        = C::Told<'a, A, T>
    where
        Self: 'a;
    type Wait<'a, T: Send + 'a>
        = C::Wait<'a, T>
    where
        Self: 'a;
    const GROUP: Option<GroupFacts<'static>> = C::GROUP;
    const BLOCKS: bool = C::BLOCKS;

    fn asker(&self) -> AskerRef<'_> {
        self.0.asker()
    }

    fn reply<'a, S: Service>(&'a self, call: Call<'a, S>) -> C::Reply<'a, S> {
        self.0.reply(call)
    }

    fn told<'a, A: Action, T: Send + 'a>(&'a self, wait: GoalWait<'a, A, T>) -> C::Told<'a, A, T> {
        self.0.told(wait)
    }

    fn wait<'a, T: Send + 'a>(&'a self, future: BoxFuture<'a, T>) -> C::Wait<'a, T> {
        self.0.wait(future)
    }

    fn try_wait<'a, T: Send + 'a, E: Send + 'a>(
        &'a self,
        future: BoxFuture<'a, Result<T, E>>,
        refused: impl FnOnce() -> E,
    ) -> C::Wait<'a, Result<T, E>> {
        self.0.try_wait(future, refused)
    }
}

mod sealed {
    pub trait Sealed {}
    impl<G> Sealed for super::Cx<G> {}
    impl<G> Sealed for super::AsyncCx<G> {}
    impl<C> Sealed for super::Lent<C> {}
}
