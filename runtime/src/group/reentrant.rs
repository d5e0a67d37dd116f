//! The loop of a reentrant group: each callback runs on its own, while the loop goes on.

use std::pin::pin;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use super::callback::{BlockingWork, CallbackId, Work};
use super::context::{AsyncCx, Cx};
use super::returned::Outcome;
use super::task::{BUDGET, Entities, GroupTask, Meanwhile, unless_cancelled, yield_now};
use super::{Group, Reentrant};
use crate::declare::{Access, NodeImpl, Stored};
use crate::life::{Entered, Kept};
use crate::rt::sync::lock;
use crate::rt::threads::Threads;
use crate::waits::Beside;

pub(super) async fn run<N: NodeImpl, G: Group<Kind = Reentrant> + Sync>(task: GroupTask<N, G>, state: G) {
    const { assert!(!G::FACTS.is_exclusive(), "the group's kind and facts differ: derive `Group`") };
    let GroupTask { life, seat, callbacks, replies, threads } = task;
    let rest = Beside::Rest { group: Some(G::FACTS.name) };
    let state = Kept::new(&life, G::FACTS.name, state);
    let shared = Arc::new(Shared { state, turns: Turns::new(G::FACTS.max_parallel), threads });
    let mut budget = BUDGET;
    let intake = life.intake();
    let mut entities = Entities::new(replies, callbacks);
    let mut stop = pin!(life.stopping.raised());
    loop {
        // A capped group with all turns taken starts nothing, but delivers replies.
        let turn = match shared.turns.try_take() {
            Some(turn) => turn,
            None => {
                let mut turn = None;
                {
                    let free = pin!(async { turn = Some(shared.turns.take().await) });
                    entities.order.run(free, stop.as_mut(), Meanwhile::Deliver).await;
                }
                let Some(turn) = turn else { break };
                turn
            }
        };
        let Some(place) = entities.next(stop.as_mut()).await else { break };
        let callback = entities.callback(place);
        callback.count();
        let id = callback.id().clone();
        if let (Some(work), Some(seat)) = (callback.take_work(), N::Access::share(&seat)) {
            spawn(Call { id, seat, shared: shared.clone(), turn }, work);
        }
        budget -= 1;
        if budget == 0 {
            budget = BUDGET;
            yield_now().await;
        }
    }
    life.run_beside(rest, || entities.close());
    drop(intake);
    entities.order.deliver_until_cancelled(&life).await;
}

struct Shared<G> {
    state: Kept<G>,
    turns: Arc<Turns>,
    threads: Threads,
}

/// One callback under way. How many there are is bounded by the cap, if the group has one; a plain
/// reentrant group starts as many as come, as in ROS 2.
struct Call<N: NodeImpl, G> {
    id: CallbackId,
    seat: Stored<N>,
    shared: Arc<Shared<G>>,
    turn: Turn,
}

fn spawn<N: NodeImpl, G: Group<Kind = Reentrant> + Sync>(call: Call<N, G>, work: Work<N, G>) {
    let life = call.id.life.clone();
    let spot = life.spot();
    let entered = spot.enter(call.id.index);
    life.spawn(Beside::Rest { group: Some(G::FACTS.name) }, async move {
        let _spot = spot;
        let Call { id, mut seat, shared, turn } = call;
        match work {
            Work::Inline(work) => {
                let work = || work(N::Access::lend(&mut seat), &shared.state);
                entered.run(|| id.note(id.run(work)));
            }
            Work::Async(work) => {
                let cx = AsyncCx::new(id.asker());
                let future = work(N::Access::lend(&mut seat), &shared.state, &cx);
                if let Some(result) = unless_cancelled(&id, id.poll(&entered, future)).await {
                    entered.run(|| id.note(result));
                }
            }
            Work::Blocking(work) => block(&id, entered, seat, shared, work).await,
        }
        drop(turn);
    });
}

async fn block<N: NodeImpl, G: Group<Kind = Reentrant> + Sync>(
    id: &CallbackId,
    entered: Entered,
    seat: Stored<N>,
    shared: Arc<Shared<G>>,
    work: BlockingWork<N, G>,
) {
    let worker = match shared.threads.worker() {
        Ok(worker) => worker,
        Err(error) => {
            return id.note(Ok(Outcome::Failed(format!("no thread to run it on: {error}").into())));
        }
    };
    let runs = id.clone();
    let done = worker.run(move || {
        let cx = Cx::new(runs.asker());
        let work = move || {
            // The node and the state may go with this call: their `Drop` is the user's.
            let mut seat = seat;
            work(N::Access::lend(&mut seat), &shared.state, &cx)
        };
        let result = entered.run(|| runs.run(work));
        (entered, result)
    });
    if let Some((entered, result)) = done.await {
        entered.run(|| id.note(result));
    }
}

/// The turns of a capped group. A plain reentrant one never runs out.
struct Turns {
    free: Mutex<Option<usize>>,
    freed: Notify,
}

/// The right to run one callback, until it is dropped.
struct Turn(Arc<Turns>);

impl Turns {
    fn new(cap: Option<usize>) -> Arc<Turns> {
        Arc::new(Turns { free: Mutex::new(cap), freed: Notify::new() })
    }

    async fn take(self: &Arc<Self>) -> Turn {
        loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            if let Some(turn) = self.try_take() {
                return turn;
            }
            freed.await;
        }
    }

    fn try_take(self: &Arc<Self>) -> Option<Turn> {
        if let Some(free) = &mut *lock(&self.free) {
            *free = free.checked_sub(1)?;
        }
        Some(Turn(self.clone()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(free) = &mut *lock(&self.0.free) {
            *free += 1;
        }
        self.0.freed.notify_waiters();
    }
}
