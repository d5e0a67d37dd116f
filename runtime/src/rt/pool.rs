//! The pool: threads that poll the tasks of all groups, inside the tokio runtime that each is at home in.
//!
//! User code may keep a thread for as long as it likes. So the pool grows: when no thread has taken a task from the
//! queue for a moment, or the first one waits for two, the keeper wakes one more, or starts one. Threads that are left
//! over end after a while.
//!
//! All threads share one queue, first come, first served. A task that another one wakes need not go there: the thread
//! runs it next, in turns with those of the queue, so that a call and its answer stay on one thread and call no
//! other. Where that thread is kept by user code, the keeper takes it from there: no task sits where only one thread can
//! take it.
//!
//! To call a thread takes longer than most tasks do. So a thread that takes a task takes one more after it, and none is
//! called for that. Before a task that took long lately others are called for what waits; and where the keeper sees one
//! wait, it calls a thread too.

mod state;
mod worker;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::task::Waker;
use std::time::Duration;

use async_task::{Runnable, ScheduleInfo, WithInfo};

use super::guard::{self, guard};
use super::home::Home;
use super::lock::Locked;
use super::sync::lock;
use super::tasks::Task;
use super::{BoxFuture, clock};
use state::{State, Watch};
use worker::{Kept, Woken, Worker, given_up, keep};

/// How long a task is in the queue, while no thread takes any, before one more thread comes.
const MOMENT: Duration = Duration::from_millis(1);

/// How many moments the keeper goes on looking after a queue that nobody needs help with: to be woken costs whoever
/// fills it more than that.
const PATIENCE: u32 = 20;

/// How often a thread that has nothing to do looks for a task before it goes to sleep: a few microseconds.
const LINGER: u32 = 100;

/// How long a thread that is left over stays.
const LEFT_OVER: Duration = Duration::from_secs(10);

/// So many threads are said to be many. There may be more: each is inside some callback, and nothing else would let
/// the others run.
const MANY: usize = 64;

static POOL: LazyLock<Pool> = LazyLock::new(Pool::new);

struct Pool {
    state: Mutex<State>,
    /// Whether there is a task in the queue, as who has no lock sees it, some moments late.
    filled: AtomicBool,
    /// How many threads look at the queue next, before they do anything else. It is counted down under the lock alone,
    /// so who has the lock sees none that has looked already.
    looking: AtomicUsize,
    /// How many threads there are at least, once they were needed.
    base: usize,
}

/// A task that is to be polled, with its home; a waker of the user's has none.
type Ready = Runnable<Option<Arc<Home>>>;

/// Whether the thread that has queued a task takes it itself in a moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Soon {
    Yes,
    No,
}

/// What is to be done for a task in the queue, once the lock is free.
enum Help {
    None,
    Call(Arc<Worker>),
    Start,
    Look,
}

/// Spawns a task.
pub(super) fn spawn(home: &Arc<Home>, future: BoxFuture<'static, ()>) {
    spawn_at(Some(home.clone()), future);
}

/// Wakes somebody on a thread of the pool: the waker is the user's.
pub(super) fn wake(waker: Waker) {
    spawn_at(None, Box::pin(async move { waker.wake() }));
}

fn spawn_at(home: Option<Arc<Home>>, future: BoxFuture<'static, ()>) {
    let task = Task::new(future);
    let (ready, task) = async_task::Builder::new().metadata(home).spawn(|_| task, WithInfo(schedule));
    task.detach();
    ready.schedule();
}

fn schedule(task: Ready, info: ScheduleInfo) {
    let Woken::IsQueued { task, soon } = keep(task, info.woken_while_running) else { return };
    let help = {
        let mut state = lock(&POOL.state);
        state.queue.push_back(task);
        POOL.help(&mut state, if soon { Soon::Yes } else { Soon::No })
    };
    POOL.give(help);
}

/// This thread is likely to be away for long: others are to take what waits for it.
fn leave() {
    let kept = given_up();
    let help = {
        let mut state = lock(&POOL.state);
        state.queue.extend(kept);
        POOL.help(&mut state, Soon::No)
    };
    POOL.give(help);
}

/// The keeper looks after the queue.
pub(super) fn look() {
    let (help, again) = {
        let mut state = lock(&POOL.state);
        POOL.look(&mut state)
    };
    POOL.give(help);
    if again {
        clock::look_in(MOMENT, look);
    }
}

impl Pool {
    fn new() -> Pool {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // Of two, one can wait for the other's callback.
        let (filled, looking) = (AtomicBool::new(false), AtomicUsize::new(0));
        Pool { state: Mutex::default(), filled, looking, base: cores.max(2) }
    }

    fn begin_to_look(&self) {
        self.looking.fetch_add(1, Ordering::SeqCst);
    }

    /// This thread has looked. It is told with the lock.
    fn end_to_look(&self, _: &mut State) {
        self.looking.fetch_sub(1, Ordering::SeqCst);
    }

    /// How many threads come to the queue without being called.
    fn come(&self, state: &State) -> usize {
        state.coming + self.looking.load(Ordering::SeqCst)
    }

    /// Who is to take what is in the queue.
    fn help(&self, state: &mut State, soon: Soon) -> Help {
        self.filled.store(!state.queue.is_empty(), Ordering::Release);
        if state.queue.is_empty() {
            return Help::None;
        }
        // Whoever comes takes two.
        let others = state.queue.len() - usize::from(soon == Soon::Yes);
        if self.come(state) < others.div_ceil(2) {
            if let Some(worker) = state.parked.pop() {
                state.coming += 1;
                return Help::Call(worker);
            }
            if state.threads.len() < self.base && !state.refused {
                state.coming += 1;
                return Help::Start;
            }
        }
        // Somebody takes it in a moment. If not, the keeper sees it.
        if state.watch.goes_on {
            return Help::None;
        }
        state.watch = Watch { goes_on: true, taken: state.taken, ..Watch::default() };
        state.watch_threads(true);
        Help::Look
    }

    fn give(&'static self, help: Help) {
        match help {
            Help::None => {}
            Help::Call(worker) => worker.call(),
            Help::Start => self.start(),
            Help::Look => clock::look_in(MOMENT, look),
        }
    }

    /// Looks whether a task has been in the queue, or kept by a thread, for a moment without any being taken, or for two
    /// in any case, and whether to look again.
    fn look(&self, state: &mut State) -> (Help, bool) {
        let come = self.come(state);
        let polled = state.look_at_threads();
        self.filled.store(!state.queue.is_empty(), Ordering::Release);
        let State { queue, threads, parked, coming, taken, watch, .. } = state;
        watch.see(*taken, queue.len(), threads.len());
        watch.quiet = if queue.is_empty() && !polled { watch.quiet + 1 } else { 0 };
        watch.goes_on = watch.quiet < PATIENCE;
        // A thread that comes may be held up by a machine that has too much to do: a new one would not be faster.
        let patience = match come {
            0 => 1,
            _ if !parked.is_empty() => 2,
            _ => PATIENCE,
        };
        if watch.stuck == 0 || !watch.stuck.is_multiple_of(patience) {
            // One waits for a thread that has enough to do.
            let called = if queue.is_empty() || come > 0 { None } else { parked.pop() };
            let help = match called {
                Some(worker) => Help::Call(worker),
                None if watch.is_late && come == 0 && threads.len() < MANY => Help::Start,
                None => Help::None,
            };
            *coming += usize::from(!matches!(help, Help::None));
            return (help, state.goes_on());
        }
        for worker in threads.iter() {
            worker.pulse.look();
        }
        *coming += 1;
        (parked.pop().map_or(Help::Start, Help::Call), true)
    }

    /// Starts a thread, which was counted as coming.
    fn start(&'static self) {
        let worker = Arc::new(Worker::default());
        let many = {
            let mut state = lock(&self.state);
            worker.be_watched(state.watch.goes_on);
            state.threads.push(worker.clone());
            state.threads.len() == MANY
        };
        let own = worker.clone();
        let thread =
            std::thread::Builder::new().name("rosweave-pool".to_owned()).spawn(move || self.work(&own));
        match thread {
            Ok(thread) => {
                worker.is_on(thread.thread());
                lock(&self.state).refused = false;
            }
            Err(error) => {
                let mut state = lock(&self.state);
                state.coming -= 1;
                state.threads.retain(|other| !Arc::ptr_eq(other, &worker));
                let is_news = !std::mem::replace(&mut state.refused, true);
                drop(state);
                // Whoever takes a task from now on does it later.
                if is_news {
                    say(move || tracing::error!(%error, "no thread to run callbacks on"));
                }
            }
        }
        if many {
            say(|| {
                tracing::warn!(
                    threads = MANY,
                    "many callbacks run at once, each keeping a thread of the pool"
                )
            });
        }
    }

    fn work(&'static self, worker: &Arc<Worker>) {
        worker.begin(leave);
        let mut next = self.next(worker, true);
        while let Some(task) = next {
            next = self.run_at_home(worker, task).or_else(|| self.next(worker, false));
        }
        Worker::end();
    }

    /// Runs a task and those after it that have the same home, and returns the first one that has not.
    fn run_at_home(&'static self, worker: &Worker, task: Ready) -> Option<Ready> {
        let home = task.metadata().clone();
        let _inside = home.as_ref().map(|home| home.enter());
        let mut next = task;
        loop {
            run(next);
            next = match worker.kept(self.filled.load(Ordering::Relaxed)) {
                Kept::Next(task) => task,
                Kept::Later => self.take_in_turn(worker)?,
                Kept::Nothing => self.take()?,
            };
            if !at_home(&home, &next) {
                return Some(next);
            }
        }
    }

    /// The next task of the queue, if there is one. If not, the thread is to look once more before it sleeps.
    fn take(&'static self) -> Option<Ready> {
        self.begin_to_look();
        self.take_from(lock(&self.state)).ok()
    }

    /// The same for a thread that has kept one, which waits.
    fn take_in_turn(&'static self, worker: &Worker) -> Option<Ready> {
        self.begin_to_look();
        let mut state = match self.take_from(lock(&self.state)) {
            Ok(task) => return Some(task),
            Err(state) => state,
        };
        // Others were faster.
        let Kept::Next(task) = worker.kept(false) else { return None };
        self.end_to_look(&mut state);
        Some(task)
    }

    fn take_from<'a>(&'static self, mut state: Locked<'a, State>) -> Result<Ready, Locked<'a, State>> {
        let Some(task) = state.take() else { return Err(state) };
        self.end_to_look(&mut state);
        // This thread takes the next one, too.
        let help = self.help(&mut state, Soon::Yes);
        drop(state);
        self.give(help);
        Ok(task)
    }

    /// Waits for the next task. `None` when the thread is left over.
    fn next(&'static self, worker: &Arc<Worker>, called: bool) -> Option<Ready> {
        let mut called = called;
        loop {
            let mut state = lock(&self.state);
            if std::mem::take(&mut called) {
                state.coming -= 1;
                self.begin_to_look();
            }
            if state.queue.is_empty() && state.coming == 0 && self.looking.load(Ordering::SeqCst) == 1 {
                state = self.linger(state);
            }
            state = match self.take_from(state) {
                Ok(task) => return Some(task),
                Err(state) => state,
            };
            state.parked.push(worker.clone());
            self.end_to_look(&mut state);
            let left_over = state.threads.len() > self.base;
            drop(state);
            called = worker.wait(left_over.then_some(LEFT_OVER));
            if !called {
                match self.leave(worker) {
                    Leave::Left => return None,
                    Leave::Stays => {}
                    Leave::IsCalled => called = worker.wait(None),
                }
            }
        }
    }

    /// Waits a little for the next task with open eyes: to be woken takes whoever brings it longer than that.
    fn linger<'a>(&'a self, state: Locked<'a, State>) -> Locked<'a, State> {
        drop(state);
        for _ in 0..LINGER {
            if self.filled.load(Ordering::Acquire) {
                break;
            }
            std::hint::spin_loop();
        }
        lock(&self.state)
    }

    /// Leaves, unless somebody calls it at this moment, or others have left meanwhile.
    fn leave(&self, worker: &Arc<Worker>) -> Leave {
        let mut state = lock(&self.state);
        let Some(place) = state.parked.iter().position(|other| Arc::ptr_eq(other, worker)) else {
            return Leave::IsCalled;
        };
        state.parked.remove(place);
        // Something that ended after its task may have woken another one.
        state.look_at_threads();
        if state.threads.len() <= self.base || !state.queue.is_empty() {
            self.begin_to_look();
            return Leave::Stays;
        }
        state.threads.retain(|other| !Arc::ptr_eq(other, worker));
        Leave::Left
    }
}

/// What became of a thread's wish to leave.
enum Leave {
    Left,
    Stays,
    IsCalled,
}

fn at_home(home: &Option<Arc<Home>>, task: &Ready) -> bool {
    match (home, task.metadata()) {
        (Some(home), Some(other)) => home.same(other),
        (None, None) => true,
        _ => false,
    }
}

fn run(task: Ready) {
    // Its polls are guarded. What comes here is the `Drop` of something of the user's.
    if let Err(message) = guard(|| task.run()) {
        guard::say(|| tracing::error!(message, "the end of a task panicked"));
    }
}

/// Says something on a thread of the pool: the layers of the log are the user's code.
pub(super) fn say(what: impl FnOnce() + Send + 'static) {
    spawn_at(None, Box::pin(async move { what() }));
}
