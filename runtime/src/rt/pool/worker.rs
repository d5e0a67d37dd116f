//! A thread of the pool as others see it: it can be called, and what it runs next can be taken from it.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::Ready;
use crate::rt::sync::lock;
use crate::rt::tasks::{Pulse, takes_a_task_soon};

thread_local! {
    /// This thread, if it is one of the pool's.
    static WORKER: RefCell<Option<Arc<Worker>>> = const { RefCell::new(None) };
}

/// A thread of the pool.
#[derive(Default)]
pub(super) struct Worker {
    thread: OnceLock<Thread>,
    pub(super) pulse: Arc<Pulse>,
    called: AtomicBool,
    next: Mutex<Next>,
}

/// What the thread runs when the task that it polls has returned.
#[derive(Default)]
struct Next {
    task: Option<Ready>,
    /// Whether what it runs was never in the queue, which has the next turn then.
    had_turn: bool,
    /// Whether the keeper looks after it: what it polls may not return for long.
    is_watched: bool,
    /// The pulse when the keeper looked last.
    beats: u64,
}

/// What a thread has kept to run next.
pub(super) enum Kept {
    Nothing,
    Next(Ready),
    /// It has kept one, but the queue has its turn.
    Later,
}

/// What becomes of a task that is woken.
pub(super) enum Woken {
    /// This thread runs it next.
    IsKept,
    /// It goes into the queue. This thread takes it in a moment where it says so.
    IsQueued { task: Ready, soon: bool },
}

/// What this thread has kept, which is another's from now on.
pub(super) fn given_up() -> Option<Ready> {
    WORKER.try_with(|worker| lock(&worker.borrow().as_ref()?.next).task.take()).ok().flatten()
}

/// Has this thread run a task next, where it is about to be free and runs nothing else. One that yields waits until all
/// others had their turn.
pub(super) fn keep(task: Ready, yields: bool) -> Woken {
    let mut task = Some(task);
    // A thread that ends is no worker any more; what it drops then may wake somebody.
    let kept = WORKER.try_with(|worker| {
        let worker = worker.borrow();
        let worker = worker.as_ref().filter(|_| takes_a_task_soon())?;
        let mut next = lock(&worker.next);
        let takes = !yields && next.task.is_none() && next.is_watched;
        if takes {
            next.task = task.take();
        }
        Some(())
    });
    match task {
        None => Woken::IsKept,
        Some(task) => Woken::IsQueued { task, soon: matches!(kept, Ok(Some(()))) },
    }
}

impl Worker {
    /// This thread is the one. Before a poll that is likely to take long it `leaves` what waits for it to others.
    pub(super) fn begin(self: &Arc<Self>, leaves: fn()) {
        self.pulse.install(leaves);
        WORKER.set(Some(self.clone()));
        self.is_on(&std::thread::current());
    }

    /// This thread is none any more: what it drops at its end may wake tasks, which others run.
    pub(super) fn end() {
        Pulse::uninstall();
        drop(WORKER.take());
    }

    pub(super) fn is_on(&self, thread: &Thread) {
        // The thread says it, and whoever has started it, whichever comes first.
        let _ = self.thread.set(thread.clone());
    }

    /// What the thread has kept. It takes turns with those that wait in the queue.
    pub(super) fn kept(&self, others_wait: bool) -> Kept {
        let mut next = lock(&self.next);
        let had_turn = std::mem::take(&mut next.had_turn);
        if others_wait && had_turn && next.task.is_some() {
            return Kept::Later;
        }
        let task = next.task.take();
        next.had_turn = task.is_some();
        task.map_or(Kept::Nothing, Kept::Next)
    }

    /// Has the thread keep tasks, or none from now on: whether it has kept one.
    pub(super) fn be_watched(&self, is_watched: bool) -> bool {
        let mut next = lock(&self.next);
        next.is_watched = is_watched;
        next.task.is_some()
    }

    /// Whether the thread has polled anything since this was asked last. If not, what it has kept is taken from it.
    pub(super) fn look(&self) -> (bool, Option<Ready>) {
        let mut next = lock(&self.next);
        let beats = self.pulse.beats();
        let polled = std::mem::replace(&mut next.beats, beats) != beats;
        (polled, if polled { None } else { next.task.take() })
    }

    /// Has it come to the queue.
    pub(super) fn call(&self) {
        self.called.store(true, Ordering::Release);
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Waits until it is called: whether it was.
    pub(super) fn wait(&self, limit: Option<Duration>) -> bool {
        let end = limit.map(|limit| Instant::now() + limit);
        while !self.called.swap(false, Ordering::Acquire) {
            match end.map(|end| end.saturating_duration_since(Instant::now())) {
                None => std::thread::park(),
                Some(Duration::ZERO) => return false,
                Some(left) => std::thread::park_timeout(left),
            }
        }
        true
    }
}
