//! Tasks of this crate as their threads poll them, and what a thread knows of the task that it polls.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::BoxFuture;
use super::guard::{guard, say};
use super::mark::mark;

/// What tells one waker from another.
#[derive(Clone, Copy, PartialEq, Eq)]
struct WakerId(*const (), *const std::task::RawWakerVTable);

impl WakerId {
    fn of(waker: &Waker) -> WakerId {
        WakerId(waker.data(), waker.vtable())
    }
}

/// What a thread polls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Polls {
    /// No task of this crate's.
    Nothing,
    /// A task that has returned soon so far.
    Quick,
    /// A task that lately has taken long.
    Slow,
}

thread_local! {
    static POLLS: Cell<Polls> = const { Cell::new(Polls::Nothing) };
    static WAKER: Cell<Option<WakerId>> = const { Cell::new(None) };
    /// What this thread has, if it is one of the pool's.
    static PULSE: RefCell<Option<Beating>> = const { RefCell::new(None) };
}

/// What a thread of the pool has.
struct Beating {
    pulse: Arc<Pulse>,
    /// What it does before a poll that is likely to take long.
    leaves: fn(),
}

/// Whether this thread polls a task, which must not block.
pub(super) fn inside_a_task() -> bool {
    POLLS.get() != Polls::Nothing
}

/// Whether this thread is one of the pool's, and polls nothing, or a task that is about to return as far as is known. The
/// keeper's thread polls tasks, too, but takes none of the pool's.
pub(super) fn takes_a_task_soon() -> bool {
    // A thread that ends has none any more.
    POLLS.get() != Polls::Slow && PULSE.try_with(|pulse| pulse.borrow().is_some()).unwrap_or(false)
}

/// Whether the waker wakes the task that this thread polls, or the thread itself, without any code of the user's.
pub(super) fn is_ours(waker: &Waker) -> bool {
    WAKER.get() == Some(WakerId::of(waker))
}

/// Marks that what this thread polls is woken by `waker`, while `poll` runs.
pub(crate) fn polled_with<T>(waker: &Waker, poll: impl FnOnce() -> T) -> T {
    let _marked = mark(&WAKER, Some(WakerId::of(waker)));
    poll()
}

/// The same for what a task of this crate's would poll, on another thread in its place: as inside of it, nothing may block.
pub(crate) fn polled_for_a_task<T>(waker: &Waker, poll: impl FnOnce() -> T) -> T {
    let outer = POLLS.get();
    let _inside = mark(&POLLS, if outer == Polls::Nothing { Polls::Quick } else { outer });
    polled_with(waker, poll)
}

/// The beat of a thread of the pool: what it polls can be noted as taking long, from another thread.
#[derive(Default)]
pub(super) struct Pulse {
    /// How many polls have begun and ended: odd inside of one.
    beats: AtomicU64,
    /// What it was when the poll was seen to take long.
    seen_long: AtomicU64,
}

impl Pulse {
    /// Makes this thread beat it. Before a poll that is likely to take long it `leaves` what waits for it to others.
    pub(super) fn install(self: &Arc<Self>, leaves: fn()) {
        PULSE.set(Some(Beating { pulse: self.clone(), leaves }));
    }

    /// Makes this thread beat none.
    pub(super) fn uninstall() {
        drop(PULSE.take());
    }

    /// Notes that the poll that it is in takes long, if it is in one.
    pub(super) fn look(&self) {
        self.seen_long.store(self.beats.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// How many polls have begun and ended.
    pub(super) fn beats(&self) -> u64 {
        self.beats.load(Ordering::Relaxed)
    }

    // Only its own thread writes it.
    fn beat(&self) -> u64 {
        let beat = self.beats.load(Ordering::Relaxed) + 1;
        self.beats.store(beat, Ordering::Relaxed);
        beat
    }
}

/// Polls that take longer are slow: what they wake, and what waits behind them, had better be run by another thread at
/// once. To call that one takes about as long.
const SLOW: Duration = Duration::from_micros(50);

/// Of so many polls one is measured, where none was slow lately: to read the clock is not for free.
const SAMPLE: u8 = 16;

/// For how many quick polls a task counts as slow afterwards.
const MEMORY: u8 = 32;

/// A task: a panic ends it, and no more.
pub(super) struct Task {
    future: BoxFuture<'static, ()>,
    /// How many quick polls are missing to be a quick task again.
    slow: u8,
    /// How many polls there were since one was measured.
    polls: u8,
}

impl Task {
    pub(super) fn new(future: BoxFuture<'static, ()>) -> Task {
        Task { future, slow: 0, polls: 0 }
    }
}

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Task { future, slow, polls: since } = &mut *self;
        // Within another one it is a part of that one, which is measured.
        let outer = POLLS.get();
        let is_outermost = outer == Polls::Nothing;
        let own = if *slow > 0 { Polls::Slow } else { Polls::Quick };
        let _marked = mark(&POLLS, if is_outermost { own } else { outer });
        let mut poll = || {
            polled_with(context.waker(), || {
                guard(|| future.as_mut().poll(&mut Context::from_waker(context.waker())))
            })
        };
        let measured = is_outermost.then(|| {
            PULSE.try_with(|pulse| {
                let pulse = pulse.borrow();
                let Beating { pulse, leaves } = pulse.as_ref()?;
                if *slow > 0 {
                    leaves();
                }
                Some(timed(pulse, slow, since, &mut poll))
            })
        });
        let measured = measured.and_then(|measured| measured.ok().flatten());
        measured.unwrap_or_else(poll).unwrap_or_else(|message| {
            say(|| tracing::error!(message, "a task panicked"));
            Poll::Ready(())
        })
    }
}

/// Polls, and notes whether that was slow. What was slow lately is measured, and of the others a sample.
fn timed<T>(pulse: &Pulse, slow: &mut u8, since: &mut u8, mut poll: impl FnMut() -> T) -> T {
    *since = (*since + 1) % SAMPLE;
    let begun = (*slow > 0 || *since == 0).then(Instant::now);
    let beat = pulse.beat();
    let polled = poll();
    let seen_long = pulse.seen_long.load(Ordering::Relaxed) == beat;
    pulse.beat();
    if seen_long || begun.is_some_and(|begun| begun.elapsed() > SLOW) {
        *slow = MEMORY;
    } else {
        *slow = slow.saturating_sub(1);
    }
    polled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_polled_in_the_place_of_a_task_is_inside_of_one() {
        assert!(!inside_a_task());
        assert!(polled_for_a_task(Waker::noop(), inside_a_task));
        assert!(!inside_a_task());
    }
}
