//! What everything runs on: tasks, callback threads, time. Wall clock on tokio, or virtual time on a
//! scheduler of our own. Nothing else of this crate spawns, sleeps or reads a clock.

pub(crate) mod sync;
pub(crate) mod threads;
pub(crate) mod time;
pub(crate) mod virt;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, SystemTime};

use time::Time;
use virt::Scheduler;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where tasks run and which clock they see.
#[derive(Clone)]
pub(crate) enum Exec {
    Tokio(Wall),
    Virtual(Arc<Scheduler>),
}

/// A tokio runtime and its clock: it begins with the system's time, and never goes back.
#[derive(Clone)]
pub(crate) struct Wall {
    handle: tokio::runtime::Handle,
    start: tokio::time::Instant,
    epoch: Time,
}

impl Exec {
    /// The tokio runtime that the caller runs in, if any.
    pub(crate) fn current() -> Option<Exec> {
        let handle = tokio::runtime::Handle::try_current().ok()?;
        let epoch = Time::since_epoch(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default());
        Some(Exec::Tokio(Wall { handle, start: tokio::time::Instant::now(), epoch }))
    }

    /// Spawns a task. Whoever spawns it counts it, so that somebody waits for its end.
    pub(crate) fn spawn(&self, future: BoxFuture<'static, ()>) {
        match self {
            Exec::Tokio(wall) => drop(wall.handle.spawn(future)),
            Exec::Virtual(scheduler) => scheduler.spawn(future),
        }
    }

    /// Spawns a task of the keeper: a protocol that a node answers without its callbacks. It runs no code of the
    /// user's, so that it goes on whatever the callbacks do.
    #[expect(dead_code, reason = "parameters and actions come next")]
    pub(crate) fn spawn_on_keeper(&self, future: BoxFuture<'static, ()>) {
        self.spawn(future);
    }

    pub(crate) fn now(&self) -> Time {
        match self {
            Exec::Tokio(wall) => wall.epoch + wall.start.elapsed(),
            Exec::Virtual(scheduler) => scheduler.now(),
        }
    }

    pub(crate) fn sleep_until(&self, deadline: Time) -> Sleep {
        match self {
            Exec::Tokio(wall) => {
                let _inside = wall.handle.enter();
                let instant = wall.start.checked_add(deadline.since(wall.epoch));
                let instant = instant.unwrap_or_else(|| wall.start + FAR);
                Sleep(SleepKind::Tokio(Box::pin(tokio::time::sleep_until(instant))))
            }
            Exec::Virtual(scheduler) => Sleep(SleepKind::Virtual(virt::Sleep::new(scheduler, deadline))),
        }
    }

    /// Blocks this thread until the future is ready.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self {
            Exec::Tokio(_) => park_on(future),
            Exec::Virtual(scheduler) => scheduler.block_on(future),
        }
    }

    /// Whether blocking here would block a thread that tasks need.
    pub(crate) fn must_not_block(&self) -> bool {
        match self {
            Exec::Tokio(_) => tokio::runtime::Handle::try_current().is_ok(),
            Exec::Virtual(_) => virt::inside_a_task(),
        }
    }
}

/// As good as never, for deadlines that the system's clock can not hold.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn park_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::park();
    }
}

/// Ready when its deadline has come.
pub(crate) struct Sleep(SleepKind);

enum SleepKind {
    Tokio(Pin<Box<tokio::time::Sleep>>),
    Virtual(virt::Sleep),
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            SleepKind::Tokio(sleep) => sleep.as_mut().poll(context),
            SleepKind::Virtual(sleep) => sleep.poll(context),
        }
    }
}
