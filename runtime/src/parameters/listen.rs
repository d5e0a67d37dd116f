//! Who is told of changes: the queue of one callback.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use super::value::{ParameterValue, Values};
use crate::rt::sync::lock;

/// The changes that a callback is still to be told.
pub(crate) struct Listener {
    names: &'static [&'static str],
    queue: Mutex<Queue>,
}

/// The changes that wait for one callback; more are dropped, the oldest first.
pub(crate) const MAX_CHANGES: usize = 1000;

#[derive(Default)]
struct Queue {
    changes: VecDeque<RawChange>,
    lost: u64,
    waker: Option<Waker>,
}

/// A set that took place.
pub(crate) struct RawChange {
    pub(crate) old: Values,
    pub(crate) new: Values,
    pub(crate) names: Vec<String>,
}

impl Listener {
    /// Hears changes of parameters under these names or prefixes; none: all.
    pub(crate) fn new(names: &'static [&'static str]) -> Listener {
        Listener { names, queue: Mutex::default() }
    }

    fn hears(&self, name: &str) -> bool {
        let is_below = |prefix: &str| {
            name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.names.is_empty() || self.names.iter().any(|prefix| is_below(prefix))
    }

    /// Notes a set, if it changed something of interest.
    pub(crate) fn tell(
        &self,
        sets: &[(String, ParameterValue)],
        old: &Values,
        new: &Values,
    ) -> Option<Waker> {
        let changed = sets.iter().map(|(name, _)| name).filter(|name| old.get(*name) != new.get(*name));
        let names: Vec<String> = changed.filter(|name| self.hears(name)).cloned().collect();
        if names.is_empty() {
            return None;
        }
        let mut queue = lock(&self.queue);
        if queue.changes.len() == MAX_CHANGES {
            queue.changes.pop_front();
            queue.lost += 1;
        }
        queue.changes.push_back(RawChange { old: old.clone(), new: new.clone(), names });
        queue.waker.take()
    }

    pub(crate) fn poll(&self, context: &Context<'_>) -> Poll<RawChange> {
        let mut queue = lock(&self.queue);
        match queue.changes.pop_front() {
            Some(change) => Poll::Ready(change),
            None => {
                queue.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    /// How many changes wait for the callback.
    pub(crate) fn waiting(&self) -> usize {
        lock(&self.queue).changes.len()
    }

    pub(crate) fn lost(&self) -> u64 {
        lock(&self.queue).lost
    }
}
