//! A time that the keeper waits for, which may become another one.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Waker};

use crate::rt::Sleep;
use crate::rt::nap::Nap;
use crate::rt::node_clock::Era;
use crate::rt::time::Time;

/// What waits for a time, while there is one.
pub(super) struct Alarm<F>(Option<Set<F>>);

struct Set<F> {
    /// When the task is woken. That may be before the time that it waits for now.
    at: Time,
    waiting: F,
    /// Whom it wakes, as it was said last.
    wakes: Option<Waker>,
}

/// What waits for a time of some clock.
pub(super) trait Waits: Future + Unpin {
    /// Whether what was said with its last poll holds in this era of the clock.
    fn holds(&self, era: Era) -> bool;
}

impl Waits for Sleep {
    fn holds(&self, _: Era) -> bool {
        true
    }
}

impl Waits for Nap {
    fn holds(&self, era: Era) -> bool {
        self.sleeps_in(era)
    }
}

impl<F> Default for Alarm<F> {
    fn default() -> Self {
        Alarm(None)
    }
}

impl<F: Waits> Alarm<F> {
    /// Has the task woken at `at`, or before; whether a time that was set has come. The clock shows `now`, and `wait`
    /// makes what waits for a time of it.
    ///
    /// What wakes the task sooner is left as it is: a time that is put off again and again sets no new alarm each time.
    pub(super) fn passed(
        &mut self,
        at: Option<Time>,
        (now, era): (Time, Era),
        wait: impl FnOnce(Time) -> F,
        context: &mut Context<'_>,
    ) -> bool {
        let Some(at) = at else {
            self.0 = None;
            return false;
        };
        if self.0.as_ref().is_some_and(|set| set.at > at) {
            self.0 = None;
        }
        let set = self.0.get_or_insert_with(|| Set { at, waiting: wait(at), wakes: None });
        let wakes = set.wakes.as_ref().is_some_and(|waker| waker.will_wake(context.waker()));
        if now < set.at && wakes && set.waiting.holds(era) {
            return false;
        }
        set.wakes = Some(context.waker().clone());
        let passed = Pin::new(&mut set.waiting).poll(context).is_ready();
        if passed {
            self.0 = None;
        }
        passed
    }
}
