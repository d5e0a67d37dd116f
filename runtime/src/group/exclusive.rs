//! The loop of an exclusive group: one callback at a time, inline, with the state by value.

use std::any::TypeId;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::callback::{BlockingWork, Callback, CallbackId, Work};
use super::context::{AsyncCx, Cx};
use super::returned::Outcome;
use super::task::{BUDGET, Entities, GroupTask, Meanwhile, unless_cancelled, yield_now};
use super::{Exclusive, Group};
use crate::declare::{Access, NodeImpl, Stored};
use crate::life::{Entered, Spot};
use crate::rt::threads::Threads;
use crate::waits::Beside;

pub(super) async fn run<N: NodeImpl, G: Group<Kind = Exclusive>>(task: GroupTask<N, G>, state: G) {
    const { assert!(G::FACTS.is_exclusive(), "the group's kind and facts differ: derive `Group`") };
    let GroupTask { life, seat, callbacks, replies, threads } = task;
    let rest = Beside::Rest { group: Some(G::FACTS.name) };
    let blocked = life.blocked(TypeId::of::<G>());
    let mut monitor = Some(Monitor { spot: life.spot(), blocked, seat, state });
    let mut budget = BUDGET;
    let mut intake = Some(life.intake());
    let mut entities = Entities::new(replies, callbacks);
    let mut stop = pin!(life.stopping.raised());
    while let Some(mut inside) = monitor.take() {
        let Some(place) = entities.next(stop.as_mut()).await else {
            monitor = Some(inside);
            break;
        };
        monitor = match inside.begin(&mut **entities.callback(place)) {
            None => Some(inside),
            Some(call) => {
                let (meanwhile, mut after, mut stops) = (call.meanwhile(), None, false);
                {
                    let mut call = pin!(async { after = inside.finish(call, &threads).await });
                    if entities.order.run(call.as_mut(), stop.as_mut(), meanwhile).await.is_none() {
                        // Intake ends while the callback goes on: nobody waits for what will not begin.
                        life.run_beside(rest, || entities.close());
                        intake = None;
                        entities.order.finish(call, meanwhile).await;
                        stops = true;
                    }
                }
                if stops {
                    monitor = after;
                    break;
                }
                after
            }
        };
        budget -= 1;
        if budget == 0 {
            budget = BUDGET;
            yield_now().await;
        }
    }
    life.run_beside(rest, || entities.close());
    drop(intake);
    entities.order.deliver_until_cancelled(&life).await;
    if let Some(Monitor { seat, state, .. }) = monitor {
        life.let_go(G::FACTS.name, state);
        life.let_go(life.facts.type_name, seat);
    }
}

/// What an exclusive group protects: the group is a monitor, and a callback is inside.
struct Monitor<N: NodeImpl, G> {
    spot: Spot,
    /// Whether a callback that blocks is inside.
    blocked: Arc<AtomicBool>,
    seat: Stored<N>,
    state: G,
}

/// A call that has begun and is not done.
struct Call<N: NodeImpl, G: Group> {
    id: CallbackId,
    work: Work<N, G>,
    entered: Entered,
}

impl<N: NodeImpl, G: Group> Call<N, G> {
    /// What the group does while the call goes on.
    fn meanwhile(&self) -> Meanwhile {
        match self.work {
            Work::Async(_) => Meanwhile::Deliver,
            Work::Blocking(_) | Work::Inline(_) => Meanwhile::Nothing,
        }
    }
}

impl<N: NodeImpl, G: Group<Kind = Exclusive>> Monitor<N, G> {
    /// Begins the callback that is ready. `None` when it is done already: it ran inline.
    fn begin(&mut self, callback: &mut dyn Callback<N, G>) -> Option<Call<N, G>> {
        callback.count();
        if callback.is_inline() {
            callback.run_inline(&self.spot, N::Access::lend(&mut self.seat), &mut self.state);
            return None;
        }
        let id = callback.id().clone();
        let entered = self.spot.enter(id.index);
        Some(Call { work: callback.take_work()?, id, entered })
    }

    /// Runs a call to its end. `None` when what the group protects could not be given back.
    async fn finish(mut self, call: Call<N, G>, threads: &Threads) -> Option<Self> {
        let Call { id, work, entered } = call;
        match work {
            Work::Async(work) => {
                let cx = AsyncCx::new(id.asker());
                let future = work(N::Access::lend(&mut self.seat), &mut self.state, &cx);
                let future = unless_cancelled(&id, id.poll(&entered, future));
                if let Some(result) = future.await {
                    entered.run(|| id.note(result));
                }
                Some(self)
            }
            Work::Blocking(work) => self.block(id, entered, work, threads).await,
            // Done in `begin`.
            Work::Inline(_) => Some(self),
        }
    }

    /// Runs a callback that may wait, on a thread, with all that the group protects. Until it returns
    /// nothing of the group happens: no other callback, no timer, no reply.
    async fn block(
        mut self,
        id: CallbackId,
        entered: Entered,
        work: BlockingWork<N, G>,
        threads: &Threads,
    ) -> Option<Self> {
        let worker = match threads.worker() {
            Ok(worker) => worker,
            Err(error) => {
                id.note(Ok(Outcome::Failed(format!("no thread to run it on: {error}").into())));
                return Some(self);
            }
        };
        let runs = id.clone();
        self.blocked.store(true, Ordering::SeqCst);
        let done = worker.run(move || {
            let cx = Cx::new(runs.asker());
            let work = || work(N::Access::lend(&mut self.seat), &mut self.state, &cx);
            let result = entered.run(|| runs.run(work));
            self.blocked.store(false, Ordering::SeqCst);
            (self, entered, result)
        });
        let (monitor, entered, result) = done.await?;
        entered.run(|| id.note(result));
        Some(monitor)
    }
}
