//! A sleep in virtual time.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::Scheduler;
use crate::rt::lock::lock;
use crate::rt::time::Time;

/// Ready when virtual time has come to its deadline.
pub(crate) struct Sleep {
    scheduler: Arc<Scheduler>,
    deadline: Time,
    registered: Option<u64>,
}

impl Sleep {
    pub(crate) fn new(scheduler: &Arc<Scheduler>, deadline: Time) -> Sleep {
        Sleep { scheduler: scheduler.clone(), deadline, registered: None }
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        // Cloned before the lock, and what it replaces is dropped after it: a waker may be the user's.
        let waker = context.waker().clone();
        if self.deadline == Time::LAST {
            return Poll::Pending;
        }
        let mut state = lock(&self.scheduler.state);
        if state.now >= self.deadline {
            return Poll::Ready(());
        }
        let key = *self.registered.get_or_insert_with(|| {
            state.next_id += 1;
            state.next_id
        });
        let replaced = state.timers.insert((self.deadline, key), waker);
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.registered {
            let waker = lock(&self.scheduler.state).timers.remove(&(self.deadline, key));
            drop(waker);
        }
    }
}
