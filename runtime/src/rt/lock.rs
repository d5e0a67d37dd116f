//! The locks of this crate, under which no user code runs.
//!
//! User code is more than callbacks: the `Drop` and `Clone` of messages, wakers, and the layers of a log, which may
//! publish what they are told. Under a lock of ours each of them could come back for that lock. So what is taken away
//! under a lock is dropped after it, whom to wake is found under a lock and woken after it, and where somebody further
//! up may hold one, [`unlocked`] puts it off. Each thread counts the locks that it holds; debug builds check the count
//! wherever user code begins.

use std::cell::{Cell, RefCell};
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    /// Whether [`LATER`] has any.
    static WAITS: Cell<bool> = const { Cell::new(false) };
    static LATER: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
}

/// How many locks of this crate the thread holds.
pub fn held_locks() -> usize {
    HELD.get()
}

/// Says that user code comes next.
///
/// # Panics
/// In debug builds, where the thread holds a lock of this crate.
#[track_caller]
pub(crate) fn no_lock_held() {
    debug_assert!(held_locks() == 0 || std::thread::panicking(), "user code would run under a lock of ours");
}

/// Wakes somebody, who may be the user.
#[track_caller]
pub(crate) fn wake(waker: Waker) {
    no_lock_held();
    waker.wake();
}

/// The same for a waker that is kept.
#[track_caller]
pub(crate) fn wake_by_ref(waker: &Waker) {
    no_lock_held();
    waker.wake_by_ref();
}

/// Runs what may be the user's code: now, or when the thread gives up its last lock.
#[cfg_attr(
    not(any(test, feature = "dds")),
    expect(dead_code, reason = "only there does somebody further up hold a lock")
)]
pub(crate) fn unlocked(work: impl FnOnce() + 'static) {
    if held_locks() == 0 {
        work();
    } else {
        LATER.with_borrow_mut(|later| later.push(Box::new(work)));
        WAITS.set(true);
    }
}

/// Locks a mutex of this crate. Nothing panics while it holds one, so poison says nothing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> Locked<'_, T> {
    Locked { guard: mutex.lock().unwrap_or_else(PoisonError::into_inner), held: Held::new() }
}

/// Locks a mutex of this crate unless another thread has it.
#[cfg(feature = "dds")]
pub(crate) fn try_lock<T>(mutex: &Mutex<T>) -> Option<Locked<'_, T>> {
    let guard = match mutex.try_lock() {
        Ok(guard) => guard,
        Err(std::sync::TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(std::sync::TryLockError::WouldBlock) => return None,
    };
    Some(Locked { guard, held: Held::new() })
}

/// What a mutex protects, until this is dropped.
#[must_use = "the lock is given up when this is dropped"]
pub(crate) struct Locked<'a, T> {
    // In this order: what was put off runs after the lock.
    guard: MutexGuard<'a, T>,
    held: Held,
}

impl<'a, T> Locked<'a, T> {
    /// Waits until `condvar` is notified, without the lock.
    pub(crate) fn wait(self, condvar: &Condvar) -> Locked<'a, T> {
        let Locked { guard, held } = self;
        Locked { guard: condvar.wait(guard).unwrap_or_else(PoisonError::into_inner), held }
    }

    /// Waits until `condvar` is notified or `limit` is over, without the lock.
    pub(crate) fn wait_timeout(self, condvar: &Condvar, limit: Duration) -> Locked<'a, T> {
        let Locked { guard, held } = self;
        let woken = condvar.wait_timeout(guard, limit);
        Locked { guard: woken.unwrap_or_else(PoisonError::into_inner).0, held }
    }

    /// Waits while `condition` holds, without the lock.
    pub(crate) fn wait_while(
        self,
        condvar: &Condvar,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> Locked<'a, T> {
        let mut locked = self;
        while condition(&mut locked) {
            locked = locked.wait(condvar);
        }
        locked
    }
}

impl<T> Deref for Locked<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for Locked<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

/// A lock that the thread holds, counted.
struct Held(());

impl Held {
    fn new() -> Held {
        HELD.set(HELD.get() + 1);
        Held(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let held = HELD.get() - 1;
        HELD.set(held);
        if held == 0 && WAITS.get() {
            run_later();
        }
    }
}

#[cold]
fn run_later() {
    WAITS.set(false);
    // Where the thread is at its end, nobody is left to be told.
    let later = LATER.try_with(|later| std::mem::take(&mut *later.borrow_mut())).unwrap_or_default();
    later.into_iter().for_each(|work| work());
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn what_is_put_off_runs_after_the_last_lock_and_in_order() {
        let (outer, inner) = (Mutex::new(()), Mutex::new(()));
        let ran = Rc::new(RefCell::new(Vec::new()));
        let note = |number: u32| {
            let ran = ran.clone();
            move || ran.borrow_mut().push((number, held_locks()))
        };
        unlocked(note(1));
        assert_eq!(*ran.borrow(), [(1, 0)]);
        let first = lock(&outer);
        let second = lock(&inner);
        unlocked(note(2));
        unlocked(note(3));
        drop(second);
        assert_eq!(ran.borrow().len(), 1);
        drop(first);
        assert_eq!(*ran.borrow(), [(1, 0), (2, 0), (3, 0)]);
    }

    #[test]
    fn what_is_put_off_may_lock_and_put_off() {
        let mutex = Mutex::new(0);
        let mutex: &'static Mutex<i32> = Box::leak(Box::new(mutex));
        let locked = lock(mutex);
        unlocked(move || {
            let mut again = lock(mutex);
            *again += 1;
            unlocked(move || *lock(mutex) += 1);
        });
        drop(locked);
        assert_eq!(*lock(mutex), 2);
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "under a lock of ours")]
    fn user_code_under_a_lock_is_a_panic() {
        let mutex = Mutex::new(());
        let _locked = lock(&mutex);
        no_lock_held();
    }
}
