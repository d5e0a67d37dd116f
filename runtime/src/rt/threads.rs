//! The callback threads of a group: made when first needed, kept for the next callback.

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::sync::{Arc, Mutex, mpsc};

use tokio::sync::oneshot;

use super::Exec;
use super::sync::lock;
use super::virt::ThreadUnit;

thread_local! {
    static RUNS_CALLBACKS: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread was made to be blocked.
pub(super) fn inside_a_callback_thread() -> bool {
    RUNS_CALLBACKS.get()
}

/// Threads that run sync callbacks which may wait: as many as wait at once and no more, so an exclusive
/// group has one.
pub(crate) struct Threads {
    name: String,
    exec: Exec,
    idle: Arc<Mutex<Vec<mpsc::Sender<Job>>>>,
}

/// What a thread is sent: the work, and the way to send it more. The thread puts that back into the idle
/// list, and holds none itself; so when the list goes, every thread ends.
struct Job {
    work: ParkingWork,
    unit: Option<ThreadUnit>,
    again: mpsc::Sender<Job>,
}

/// Work that says when its thread may be used again, which is before anybody learns that it is done.
type ParkingWork = Box<dyn FnOnce(&dyn Fn()) + Send>;

/// A thread that is ready for one job.
pub(crate) struct Worker {
    unit: Option<ThreadUnit>,
    jobs: mpsc::Sender<Job>,
}

impl Threads {
    pub(crate) fn new(name: String, exec: Exec) -> Threads {
        Threads { name, exec, idle: Arc::default() }
    }

    /// An idle thread, or a new one.
    ///
    /// # Errors
    /// Where the system gives no more threads.
    pub(crate) fn worker(&self) -> io::Result<Worker> {
        let idle = lock(&self.idle).pop();
        let jobs = match idle {
            Some(jobs) => jobs,
            None => self.start()?,
        };
        let unit = match &self.exec {
            Exec::Wall(_) | Exec::Paused(_) => None,
            Exec::Virtual(scheduler) => Some(scheduler.thread_unit()),
        };
        Ok(Worker { unit, jobs })
    }

    fn start(&self) -> io::Result<mpsc::Sender<Job>> {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let (idle, exec) = (Arc::downgrade(&self.idle), self.exec.clone());
        std::thread::Builder::new().name(self.name.clone()).spawn(move || {
            RUNS_CALLBACKS.set(true);
            let _inside = exec.enter();
            while let Ok(Job { work, unit, again }) = inbox.recv() {
                let park = || {
                    if let Some(idle) = idle.upgrade() {
                        lock(&idle).push(again.clone());
                    }
                };
                match unit {
                    Some(unit) => unit.run(|| work(&park)),
                    None => work(&park),
                }
            }
        })?;
        Ok(jobs)
    }
}

impl Worker {
    /// Runs the work; its output comes through the receiver. By then the thread is idle again.
    pub(crate) fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send {
        let done = self.run_any(Box::new(move || Box::new(work())));
        async move { Some(*done.await.ok()?.downcast().expect("it is what the work has returned")) }
    }

    /// The same without the type of what comes of it: it is compiled once, and not for each group.
    fn run_any(self, work: Box<dyn FnOnce() -> AnyOutput + Send>) -> oneshot::Receiver<AnyOutput> {
        let (done, receiver) = oneshot::channel();
        let work = Box::new(move |park: &dyn Fn()| {
            let output = work();
            park();
            // Nobody listens when the group was dropped meanwhile.
            let _ = done.send(output);
        });
        let again = self.jobs.clone();
        // The thread lives as long as a sender does, and `self` holds one.
        let _ = self.jobs.send(Job { work, unit: self.unit, again });
        receiver
    }
}

type AnyOutput = Box<dyn Any + Send>;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_thread_serves_one_job_after_the_other() {
        let threads = Threads::new("test".to_owned(), Exec::current().expect("in a runtime"));
        let first = threads.worker().unwrap().run(|| std::thread::current().id()).await.unwrap();
        let second = threads.worker().unwrap().run(|| std::thread::current().id()).await.unwrap();
        assert_eq!(first, second);
    }

    #[tokio::test]
    async fn jobs_that_overlap_get_threads_of_their_own() {
        let threads = Threads::new("test".to_owned(), Exec::current().expect("in a runtime"));
        let (gate, closed) = mpsc::channel::<()>();
        let held = threads.worker().unwrap().run(move || closed.recv().is_err());
        let other = threads.worker().unwrap().run(|| 1).await.unwrap();
        assert_eq!(other, 1);
        drop(gate);
        assert!(held.await.unwrap());
    }
}
