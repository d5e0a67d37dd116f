//! Callbacks as a group sees them: polled for input, then run.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::context::{AsyncCx, Cx};
use super::intake::Intake;
use super::returned::Outcome;
use super::{Group, State};
use crate::analysis::WaitMode;
use crate::declare::{Access, NodeImpl, Seat};
use crate::facts::check::group_in_words;
use crate::facts::{CallbackFacts, Mode};
use crate::life::{Current, Entered, Life, OnPanic, SILENCE, Spot, guard, guard_future, poll_as, run_as};
use crate::rt::BoxFuture;

/// How a callback is called, with its parameters in the runtime's order. Plain functions: what generated
/// code writes as closures captures nothing.
///
/// They name the node and not its [`Seat`], which asks the node to be shareable: `NodeImpl` has asked that, and
/// where it is not, one error is enough.
pub enum Runner<N: NodeImpl, G: Group, I> {
    /// A sync method without a context: it can not wait, and runs on the group's task.
    Inline(Inline<N, G, I>),
    /// A sync method with a context: it may wait, and runs on a thread of the group's.
    Blocking(Blocking<N, G, I>),
    /// An async method: it runs on the group's task, or on one of its own.
    Async(Async<N, G, I>),
    /// The same for `&mut self`.
    InlineOwned(InlineOwned<N, G, I>),
    /// The same for `&mut self`.
    BlockingOwned(BlockingOwned<N, G, I>),
    /// The same for `&mut self`.
    AsyncOwned(AsyncOwned<N, G, I>),
}

type Inline<N, G, I> = for<'a> fn(&'a N, State<'a, G>, I) -> Outcome;
type Blocking<N, G, I> = for<'a> fn(&'a N, State<'a, G>, I, &'a Cx<G>) -> Outcome;
type Async<N, G, I> = for<'a> fn(&'a N, State<'a, G>, I, &'a AsyncCx<G>) -> BoxFuture<'a, Outcome>;
type InlineOwned<N, G, I> = for<'a> fn(&'a mut N, State<'a, G>, I) -> Outcome;
type BlockingOwned<N, G, I> = for<'a> fn(&'a mut N, State<'a, G>, I, &'a Cx<G>) -> Outcome;
type AsyncOwned<N, G, I> = for<'a> fn(&'a mut N, State<'a, G>, I, &'a AsyncCx<G>) -> BoxFuture<'a, Outcome>;

fn shared<N: NodeImpl>(seat: Seat<'_, N>) -> &N {
    <N::Access as Access<N>>::shared(seat)
}

fn owned<N: NodeImpl>(seat: Seat<'_, N>) -> &mut N {
    let owned = <N::Access as Access<N>>::owned(seat);
    owned.expect("generated code lets the default group own a node with `&mut self`")
}

impl<N: NodeImpl, G: Group, I> Clone for Runner<N, G, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N: NodeImpl, G: Group, I> Copy for Runner<N, G, I> {}

/// One call of a callback, ready to run.
pub(crate) enum Work<N: NodeImpl, G: Group> {
    Inline(InlineWork<N, G>),
    Blocking(BlockingWork<N, G>),
    Async(AsyncWork<N, G>),
}

type InlineWork<N, G> = Box<dyn for<'a> FnOnce(Seat<'a, N>, State<'a, G>) -> Outcome + Send>;
pub(crate) type BlockingWork<N, G> =
    Box<dyn for<'a> FnOnce(Seat<'a, N>, State<'a, G>, &'a Cx<G>) -> Outcome + Send>;
type AsyncWork<N, G> =
    Box<dyn for<'a> FnOnce(Seat<'a, N>, State<'a, G>, &'a AsyncCx<G>) -> BoxFuture<'a, Outcome> + Send>;

/// A callback with what starts it.
pub(crate) trait Callback<N: NodeImpl, G: Group>: Send {
    /// The group begins.
    fn start(&mut self);

    /// Ready when an input is there; it is kept for [`run_inline`](Callback::run_inline) or
    /// [`take_work`](Callback::take_work). `false` when there will be none any more.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<bool>;

    /// Whether it is not to be polled again before its waker is woken.
    fn is_drained(&self) -> bool;

    /// Whether it runs on the group's task and can not wait.
    fn is_inline(&self) -> bool;

    /// Runs it here and now, to its end.
    fn run_inline<'a>(&mut self, spot: &Spot, seat: Seat<'a, N>, state: State<'a, G>);

    /// The call, to be run elsewhere or later.
    fn take_work(&mut self) -> Option<Work<N, G>>;

    fn id(&self) -> &CallbackId;

    /// Counts a call.
    fn count(&self) {
        // Only the loop of its group counts it.
        self.id().counters().calls.step();
    }
}

/// Which callback it is: its facts and its counters.
#[derive(Clone)]
pub(crate) struct CallbackId {
    pub(crate) life: Arc<Life>,
    pub(crate) facts: &'static CallbackFacts<'static>,
    pub(crate) index: usize,
}

impl CallbackId {
    pub(crate) fn counters(&self) -> &crate::life::Counters {
        &self.life.counters[self.index]
    }

    /// The callback as the one whose code runs.
    pub(crate) fn current(&self) -> Current {
        let mode = match self.facts.mode {
            Mode::Sync | Mode::Blocking => WaitMode::Blocking,
            Mode::Async => WaitMode::Awaiting,
        };
        Current { node: self.life.instance, callback: self.index, mode }
    }

    /// What `work`, its code, returns, or the message of a panic.
    pub(crate) fn run<T>(&self, work: impl FnOnce() -> T) -> Result<T, String> {
        run_as(Some(self.current()), || guard(work))
    }

    /// What `future`, its code, returns, or the message of a panic.
    pub(crate) fn poll<F: Future>(
        &self,
        entered: &Entered,
        future: F,
    ) -> impl Future<Output = Result<F::Output, String>> {
        entered.poll(poll_as(Some(self.current()), guard_future(future)))
    }

    /// Counts and logs how a call ended. What an error shows of itself, and its end, are the callback's own code, too.
    pub(crate) fn note(&self, result: Result<Outcome, String>) {
        if !matches!(result, Ok(Outcome::Done))
            && let Err(panic) = self.run(move || self.note_fault(&result))
        {
            run_as(Some(self.current()), || self.note_fault(&Err(panic)));
        }
    }

    fn note_fault(&self, result: &Result<Outcome, String>) {
        match result {
            Ok(Outcome::Done) => {}
            Ok(Outcome::Failed(error)) => self.failed(&**error),
            Err(panic) => {
                self.counters().panicked.add(1);
                // The panic that ends the node is said in any case.
                if self.counters().said.pass(self.life.exec.now()).is_some()
                    || self.life.on_panic == OnPanic::Stop
                {
                    self.life.panicked(self.facts.name, panic);
                }
            }
        }
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static)) {
        self.counters().failed.add(1);
        let Some(more) = self.counters().said.pass(self.life.exec.now()) else { return };
        let (node, group) = (self.life.full_name(), group_in_words(self.facts.group.name));
        let callback = self.facts.name;
        match more {
            0 => tracing::error!(
                node,
                group,
                callback,
                error,
                "a callback failed; what it does so again within {SILENCE:?} is counted, and said together"
            ),
            _ => tracing::error!(
                node,
                group,
                callback,
                error,
                more,
                "a callback failed, and before that more often than the log says"
            ),
        }
    }
}

pub(crate) struct Slot<N: NodeImpl, G: Group, K: Intake> {
    id: CallbackId,
    intake: K,
    input: Option<K::Input>,
    runner: Runner<N, G, K::Input>,
}

impl<N: NodeImpl, G: Group, K: Intake> Slot<N, G, K> {
    pub(crate) fn new(id: CallbackId, intake: K, runner: Runner<N, G, K::Input>) -> Slot<N, G, K> {
        Slot { id, intake, input: None, runner }
    }
}

impl<N: NodeImpl, G: Group, K: Intake> Callback<N, G> for Slot<N, G, K> {
    fn start(&mut self) {
        self.intake.start();
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        self.input = ready!(self.intake.poll_input(context));
        Poll::Ready(self.input.is_some())
    }

    fn is_drained(&self) -> bool {
        self.intake.is_drained()
    }

    fn is_inline(&self) -> bool {
        matches!(self.runner, Runner::Inline(_) | Runner::InlineOwned(_))
    }

    fn run_inline<'a>(&mut self, spot: &Spot, seat: Seat<'a, N>, state: State<'a, G>) {
        let Some(input) = self.input.take() else { return };
        let run = || match self.runner {
            Runner::Inline(run) => run(shared::<N>(seat), state, input),
            Runner::InlineOwned(run) => run(owned::<N>(seat), state, input),
            _ => unreachable!("it was asked before"),
        };
        spot.run(self.id.index, || self.id.note(self.id.run(run)));
    }

    fn take_work(&mut self) -> Option<Work<N, G>> {
        let input = self.input.take()?;
        Some(match self.runner {
            Runner::Inline(run) => {
                Work::Inline(Box::new(move |seat, state| run(shared::<N>(seat), state, input)))
            }
            Runner::InlineOwned(run) => {
                Work::Inline(Box::new(move |seat, state| run(owned::<N>(seat), state, input)))
            }
            Runner::Blocking(run) => {
                Work::Blocking(Box::new(move |seat, state, cx| run(shared::<N>(seat), state, input, cx)))
            }
            Runner::BlockingOwned(run) => {
                Work::Blocking(Box::new(move |seat, state, cx| run(owned::<N>(seat), state, input, cx)))
            }
            Runner::Async(run) => {
                Work::Async(Box::new(move |seat, state, cx| run(shared::<N>(seat), state, input, cx)))
            }
            Runner::AsyncOwned(run) => {
                Work::Async(Box::new(move |seat, state, cx| run(owned::<N>(seat), state, input, cx)))
            }
        })
    }

    fn id(&self) -> &CallbackId {
        &self.id
    }
}
