//! A time that the keeper waits for, which may become another one.

use std::future::Future;
use std::pin::Pin;
use std::task::Context;

use crate::rt::time::Time;

/// What waits for a time, while there is one.
pub(super) struct Alarm<F>(Option<(Time, F)>);

impl<F> Default for Alarm<F> {
    fn default() -> Self {
        Alarm(None)
    }
}

impl<F: Future + Unpin> Alarm<F> {
    /// Whether `at` has come; where it has not, the task is woken then. `wait` makes what waits for it.
    pub(super) fn passed(
        &mut self,
        at: Option<Time>,
        wait: impl FnOnce(Time) -> F,
        context: &mut Context<'_>,
    ) -> bool {
        if self.0.as_ref().map(|(of, _)| *of) != at {
            self.0 = at.map(|at| (at, wait(at)));
        }
        let Some((_, waiting)) = &mut self.0 else { return false };
        let passed = Pin::new(waiting).poll(context).is_ready();
        if passed {
            self.0 = None;
        }
        passed
    }
}
