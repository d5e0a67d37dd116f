//! Where callbacks of a node run, and which ones do.

use std::future::Future;
use std::sync::Arc;

use super::Life;
use super::inside::{Inside, Running};
use crate::facts::GroupFacts;
use crate::rt::polled::polled;
use crate::rt::sync::lock;
use crate::waits::Queued;

impl Life {
    /// A place where callbacks run one after the other, until the guard is dropped.
    pub(crate) fn spot(self: &Arc<Self>) -> Spot {
        let (id, inside) = (self.id(), Arc::<Inside>::default());
        lock(&self.insides).insert(id, inside.clone());
        Spot { life: self.clone(), id, inside }
    }

    /// The callbacks that run.
    pub(crate) fn running(&self) -> Vec<Running> {
        let now = self.exec.now();
        lock(&self.insides).values().filter_map(|inside| inside.look(self.facts.callbacks, now)).collect()
    }

    /// The callbacks that have run for longer than the limit, and were not reported yet.
    pub(crate) fn late(&self) -> Vec<Running> {
        let now = self.exec.now();
        let mut running = self.running();
        running.retain(|running| now.since(running.since) >= self.limits.stall && !running.was_reported());
        running
    }

    /// The callbacks of a group that could begin if it were free: something waits for them.
    pub(crate) fn queued(&self, group: &GroupFacts<'_>) -> Vec<Queued> {
        if self.stopping.is_raised() {
            // None of them begins any more.
            return Vec::new();
        }
        let callbacks = self.facts.callbacks.iter().zip(&self.counters);
        let of_group = callbacks.filter(|(facts, _)| facts.group.same(group));
        let queued =
            of_group.map(|(facts, counters)| Queued { callback: facts.name, calls: counters.waiting() });
        queued.filter(|queued| queued.calls > 0).collect()
    }

    /// A number that changes with every call of a callback, and whether one runs.
    pub(crate) fn activity(&self) -> (u64, bool) {
        let running = !self.running().is_empty();
        let calls = lock(&self.insides).values().fold(0, |sum: u64, inside| sum.wrapping_add(inside.calls()));
        (calls, running)
    }
}

/// A place where callbacks of a node run one after the other.
pub(crate) struct Spot {
    life: Arc<Life>,
    id: u64,
    inside: Arc<Inside>,
}

impl Spot {
    /// Runs a callback that can not wait. Who has the spot sees to it that the node does not end meanwhile.
    pub(crate) fn run<T>(&self, place: usize, work: impl FnOnce() -> T) -> T {
        self.inside.enter(place, None);
        let _left = Left(&self.inside);
        let _beat = self.inside.beat();
        work()
    }

    /// Notes that a callback which may wait runs, until the guard is dropped.
    pub(crate) fn enter(&self, place: usize) -> Entered {
        self.life.callbacks.enter();
        self.inside.enter(place, Some(self.life.exec.now()));
        Entered { life: self.life.clone(), inside: self.inside.clone() }
    }
}

impl Drop for Spot {
    fn drop(&mut self) {
        let gone = lock(&self.life.insides).remove(self.id);
        drop(gone);
    }
}

struct Left<'a>(&'a Inside);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// A callback runs.
pub(crate) struct Entered {
    life: Arc<Life>,
    inside: Arc<Inside>,
}

impl Entered {
    /// Runs its code.
    pub(crate) fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        let _beat = self.inside.beat();
        work()
    }

    /// Polls its code.
    pub(crate) fn poll<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        polled(future, |future, context| self.run(|| future.poll(context)))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.inside.leave();
        self.life.callbacks.leave();
    }
}
