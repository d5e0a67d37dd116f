//! Where callbacks of a node run, and which ones do.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::Life;
use super::inside::{Inside, Seen};
use crate::error::StopError;
use crate::facts::{CallbackFacts, GroupFacts};
use crate::rt::polled::polled;
use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::waits::{Queued, rounded};

/// A callback that runs.
#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) facts: &'static CallbackFacts<'static>,
    pub(crate) seen: Seen,
}

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
        let running = |inside: &Arc<Inside>| {
            let (place, seen) = inside.look(now)?;
            Some(Running { facts: self.facts.callbacks.get(place)?, seen })
        };
        lock(&self.insides).values().filter_map(running).collect()
    }

    /// The callbacks that have run for longer than the limit, and were not reported yet.
    pub(crate) fn late(&self) -> Vec<Running> {
        let now = self.exec.now();
        let mut running = self.running();
        running.retain(|Running { seen, .. }| {
            now.since(seen.since) >= self.limits.stall && !seen.was_reported()
        });
        running
    }

    /// The error of a stop that takes longer than `limit`.
    pub(crate) fn still_running(&self, limit: Duration) -> StopError {
        let now = self.exec.now();
        let mut calls = BTreeMap::<&str, (usize, Time)>::new();
        let init = (!self.started.is_raised()).then_some(("#[init]", self.made));
        let running = self.running();
        for (name, since) in running.iter().map(|call| (call.facts.name, call.seen.since)).chain(init) {
            let (count, first) = calls.entry(name).or_insert((0, since));
            (*count, *first) = (*count + 1, since.min(*first));
        }
        let calls =
            calls.into_iter().map(|(name, (count, since))| match (count, rounded(now.since(since))) {
                (1, lasted) => format!("`{name}` (for {lasted})"),
                (_, lasted) => format!("`{name}` ({count} calls, the first for {lasted})"),
            });
        let mut beside = BTreeMap::<String, usize>::new();
        for (what, _) in self.beside() {
            *beside.entry(what.to_string()).or_default() += 1;
        }
        let beside = beside.into_iter().map(|(what, count)| match count {
            1 => what,
            _ => format!("{what} ({count} times)"),
        });
        StopError::StillRunning {
            node: self.full_name.clone(),
            limit,
            running: calls.chain(beside).collect(),
        }
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

    /// A number that changes with every call of a callback, and as other code of the user's runs; and whether any runs.
    pub(crate) fn activity(&self) -> (u64, bool) {
        let running = !self.running().is_empty();
        let (beside, runs_beside) = self.activity_beside();
        let insides = lock(&self.insides);
        let calls = insides.values().fold(beside, |sum: u64, inside| sum.wrapping_add(inside.calls()));
        (calls, running || runs_beside)
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
