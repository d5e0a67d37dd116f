//! The keeper's tasks: protocols that a node answers without its callbacks.
//!
//! They run on one thread that no user code ever runs on, and so go on whatever the callbacks do; where somebody asks in
//! this process, those that are prompt run on the asking thread. Their log is empty, since the layers of a log are the
//! user's: what is to be said is said on the pool.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};

use async_task::Runnable;
use tracing::dispatcher::{self, Dispatch};

use super::BoxFuture;
use super::guard::guard;
use super::home::Home;
use super::lock::no_lock_held;
use super::mark::mark;
use super::sync::lock;
use super::tasks::Task;

type Ready = Runnable<(Arc<Home>, Prompt)>;

/// Whether a task may run where it is woken [directly].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prompt {
    Yes,
    No,
}

thread_local! {
    static DIRECTLY: Cell<bool> = const { Cell::new(false) };
    /// Of the task that the thread polls.
    static HOME: RefCell<Option<Arc<Home>>> = const { RefCell::new(None) };
}

/// Writes to the log: at once, or on the pool where a task of the keeper's has something to say.
#[cfg(feature = "dds")]
pub(crate) fn say(what: impl FnOnce() + Send + 'static) {
    match HOME.with_borrow(Clone::clone) {
        Some(home) => super::pool::spawn(&home, Box::pin(async move { what() })),
        None => what(),
    }
}

/// Runs `wake`, and the first prompt task that it wakes, here: to call the keeper's thread takes longer than most of
/// what its tasks have to do. The thread must hold no lock of ours.
pub(crate) fn directly<T>(wake: impl FnOnce() -> T) -> T {
    no_lock_held();
    let _marked = mark(&DIRECTLY, true);
    wake()
}

static QUEUE: Mutex<Queue> = Mutex::new(Queue { tasks: VecDeque::new(), runs: false });
static QUEUED: Condvar = Condvar::new();

struct Queue {
    /// Bounded by the tasks that there are.
    tasks: VecDeque<Ready>,
    /// Whether there is a thread.
    runs: bool,
}

pub(super) fn spawn(home: &Arc<Home>, prompt: Prompt, future: BoxFuture<'static, ()>) {
    let task = Task::new(future);
    let (ready, task) = async_task::Builder::new().metadata((home.clone(), prompt)).spawn(|_| task, schedule);
    task.detach();
    ready.schedule();
}

fn schedule(task: Ready) {
    if task.metadata().1 == Prompt::Yes && DIRECTLY.replace(false) {
        return dispatcher::with_default(&Dispatch::none(), || poll(task));
    }
    let mut queue = lock(&QUEUE);
    queue.tasks.push_back(task);
    if !queue.runs {
        queue.runs = std::thread::Builder::new().name("rosweave-tasks".to_owned()).spawn(run).is_ok();
    }
    drop(queue);
    QUEUED.notify_one();
}

fn run() {
    let _silent = dispatcher::set_default(&Dispatch::none());
    loop {
        let task = lock(&QUEUE).wait_while(&QUEUED, |queue| queue.tasks.is_empty()).tasks.pop_front();
        let Some(task) = task else { continue };
        poll(task);
    }
}

fn poll(task: Ready) {
    let (home, _) = task.metadata().clone();
    let _runtime = home.runtime().enter();
    let before = HOME.replace(Some(home.clone()));
    // Its polls are guarded; so is the drop of what it holds.
    let _ = guard(|| task.run());
    HOME.set(before);
}

#[cfg(all(test, feature = "dds"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_task_has_to_say_is_said_where_there_is_a_log() {
        let has_log = || !dispatcher::get_default(|log| log.is::<tracing::subscriber::NoSubscriber>());
        let log = tracing::subscriber::set_default(tracing_subscriber::registry());
        let home = Home::new(tokio::runtime::Handle::current());
        drop(log);
        let (saying, said) = tokio::sync::oneshot::channel();
        spawn(&home, Prompt::No, Box::pin(async move { say(move || saying.send(has_log()).unwrap()) }));
        assert!(said.await.unwrap(), "the line is lost");
        let (saying, mut said) = tokio::sync::oneshot::channel();
        say(move || saying.send(()).unwrap());
        assert!(said.try_recv().is_ok(), "where no task of the keeper's runs it is said at once");
    }
}
