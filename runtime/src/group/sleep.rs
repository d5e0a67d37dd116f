//! The sleep of a group's task, and its turn, which is lent meanwhile.
//!
//! The first to mark an entity ends the sleep, and nobody wakes a task that is awake. While the group waits with nothing
//! to do, whoever waits for a reply outside of all groups may borrow its turn and deliver the reply itself: to call the
//! task's thread, which would call that one's, takes longer than all the rest of a call. Until the turn is given back the
//! task does not run, so that nothing of the group happens beside that.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::Waker;

use atomic_waker::AtomicWaker;

/// What others may do while the task sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Deliver replies, one at a time.
    Open,
    /// Nothing: a callback blocks the group.
    Shut,
}

const AWAKE: u8 = 0;
const SHUT: u8 = 1;
const OPEN: u8 = 2;
/// Somebody has borrowed the turn.
const LENT: u8 = 3;
/// The same, and the task is to be woken when it is given back.
const CALLED: u8 = 4;

#[derive(Default)]
pub(super) struct Sleep {
    state: AtomicU8,
    /// A task has one waker nearly always: that of the first sleep, which is kept from one sleep to the next.
    first: OnceLock<Waker>,
    /// Where it is another one for this sleep, which is so on the scheduler of virtual time.
    is_other: AtomicBool,
    other: AtomicWaker,
}

impl Sleep {
    /// The task looks once more before it sleeps: nothing is lent until [`open`](Sleep::open).
    pub(super) fn begin(&self, waker: &Waker) {
        let is_other = !self.first.get_or_init(|| waker.clone()).will_wake(waker);
        if is_other {
            self.other.register(waker);
        }
        self.is_other.store(is_other, Ordering::Relaxed);
        self.state.swap(SHUT, Ordering::SeqCst);
    }

    /// There is nothing to do, unless the sleep has ended already.
    pub(super) fn open(&self) {
        self.change(SHUT, OPEN);
    }

    /// The task is polled: whether it may run. Where its turn is lent, it is woken when that is over.
    pub(super) fn rise(&self) -> bool {
        loop {
            match self.state.load(Ordering::SeqCst) {
                AWAKE => return true,
                CALLED => return false,
                LENT if self.change(LENT, CALLED) => return false,
                asleep @ (SHUT | OPEN) if self.change(asleep, AWAKE) => return true,
                _ => {}
            }
        }
    }

    /// There is something to do.
    pub(super) fn end(&self) {
        loop {
            match self.state.load(Ordering::SeqCst) {
                AWAKE | CALLED => return,
                LENT if self.change(LENT, CALLED) => return,
                asleep @ (SHUT | OPEN) if self.change(asleep, AWAKE) => return self.wake(),
                _ => {}
            }
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.state.load(Ordering::SeqCst) == OPEN
    }

    /// Borrows the turn, where that is possible.
    pub(super) fn lend(&self) -> Option<Loan<'_>> {
        self.change(OPEN, LENT).then(|| Loan(self))
    }

    fn change(&self, from: u8, to: u8) -> bool {
        self.state.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    fn wake(&self) {
        match (self.is_other.load(Ordering::Relaxed), self.first.get()) {
            (false, Some(first)) => first.wake_by_ref(),
            _ => self.other.wake(),
        }
    }
}

/// The turn of a group, until this is dropped.
pub(super) struct Loan<'a>(&'a Sleep);

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        if !self.0.change(LENT, OPEN) {
            self.0.state.store(AWAKE, Ordering::SeqCst);
            self.0.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn asleep(rest: Rest) -> (Sleep, Arc<Count>) {
        let (sleep, count) = (Sleep::default(), Arc::<Count>::default());
        sleep.begin(&Waker::from(count.clone()));
        if rest == Rest::Open {
            sleep.open();
        }
        (sleep, count)
    }

    #[test]
    fn only_the_turn_of_a_group_that_waits_is_lent_and_to_one_at_a_time() {
        let (sleep, _) = asleep(Rest::Shut);
        assert!(sleep.lend().is_none());
        let (sleep, _) = asleep(Rest::Open);
        let loan = sleep.lend();
        assert!(loan.is_some() && sleep.lend().is_none());
        drop(loan);
        assert!(sleep.lend().is_some());
        assert!(sleep.rise());
        assert!(sleep.lend().is_none(), "the task is awake");
    }

    #[test]
    fn a_task_whose_turn_is_lent_does_not_run_and_is_woken_once_afterwards() {
        let (sleep, woken) = asleep(Rest::Open);
        let loan = sleep.lend();
        assert!(!sleep.rise());
        sleep.end();
        assert_eq!(woken.0.load(Ordering::SeqCst), 0);
        drop(loan);
        assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        assert!(sleep.rise());
    }

    #[test]
    fn what_is_marked_before_the_sleep_is_open_wakes_the_task() {
        let (sleep, woken) = asleep(Rest::Shut);
        sleep.end();
        sleep.open();
        assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        assert!(!sleep.is_open());
    }
}
