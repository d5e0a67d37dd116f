//! What everything runs on: tasks, callback threads, time. Wall clock on tokio, or virtual time on a
//! scheduler of our own. Nothing else of this crate spawns, sleeps or reads a clock.

mod clock;
mod foreign;
pub(crate) mod guard;
mod home;
pub(crate) mod keeper;
pub(crate) mod lock;
pub(crate) mod mark;
pub(crate) mod nap;
pub(crate) mod node_clock;
pub(crate) mod numbered;
pub(crate) mod polled;
mod pool;
pub(crate) mod pure;
pub(crate) mod signals;
pub(crate) mod sync;
mod tasks;
pub(crate) mod threads;
pub(crate) mod time;
pub(crate) mod virt;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use home::Home;
use keeper::Prompt;
pub(crate) use tasks::{polled_for_a_task, polled_with as woken_by};
use time::Time;
use virt::Scheduler;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where tasks run and which clock they see.
#[derive(Clone)]
pub(crate) enum Exec {
    /// The pool, at home in a tokio runtime, and the keeper's clock.
    Wall(Arc<Home>),
    /// A tokio runtime whose clock is paused: time is the test's, and moves when the runtime has nothing to do.
    Paused(Paused),
    Virtual(Arc<Scheduler>),
}

/// A tokio runtime and its clock.
#[derive(Clone)]
pub(crate) struct Paused {
    home: Arc<Home>,
    start: tokio::time::Instant,
    epoch: Time,
}

impl Exec {
    /// The tokio runtime that the caller runs in, if any.
    pub(crate) fn current() -> Option<Exec> {
        let home = Home::new(Handle::try_current().ok()?);
        if clock_is_paused() {
            let (start, epoch) = (tokio::time::Instant::now(), home.now());
            return Some(Exec::Paused(Paused { home, start, epoch }));
        }
        Some(Exec::Wall(home))
    }

    /// Spawns a task. Whoever spawns it counts it, so that somebody waits for its end.
    pub(crate) fn spawn(&self, future: BoxFuture<'static, ()>) {
        match self {
            Exec::Wall(home) => pool::spawn(home, future),
            Exec::Paused(paused) => drop(paused.home.runtime().spawn(future)),
            Exec::Virtual(scheduler) => scheduler.spawn(future),
        }
    }

    /// Spawns a task of the keeper: a protocol that a node answers without its callbacks. It runs no code of the
    /// user's, so that it goes on whatever the callbacks do; log layers are the user's too, so it
    /// [says](Exec::say) what it has to say.
    pub(crate) fn spawn_on_keeper(&self, future: BoxFuture<'static, ()>) {
        self.keep(Prompt::No, future);
    }

    /// The same for one whose every step is short: it may run on the thread of who asks it in this process.
    pub(crate) fn spawn_promptly_on_keeper(&self, future: BoxFuture<'static, ()>) {
        self.keep(Prompt::Yes, future);
    }

    fn keep(&self, prompt: Prompt, future: BoxFuture<'static, ()>) {
        match self {
            Exec::Wall(home) => keeper::spawn(home, prompt, future),
            Exec::Paused(_) | Exec::Virtual(_) => self.spawn(future),
        }
    }

    /// Runs something short that may be the user's code, such as writing to the log.
    pub(crate) fn say(&self, what: impl FnOnce() + Send + 'static) {
        self.spawn(Box::pin(async move { what() }));
    }

    /// The same for who has to go on soon: it waits until that is said, but not for long. The log may be blocked, by a
    /// callback that holds standard error, or a pipe that nobody reads.
    pub(crate) fn say_in_time(&self, what: impl FnOnce() + Send + 'static) {
        let Exec::Wall(_) = self else { return what() };
        let (saying, said) = mpsc::channel::<()>();
        self.say(move || {
            what();
            drop(saying);
        });
        // It ends with the sender that the pool has, or with the time.
        let _ = said.recv_timeout(Duration::from_millis(100));
    }

    /// Spawns a task that shares the fate of the user's runtime: it is dropped with it.
    pub(crate) fn spawn_in_runtime(&self, future: impl Future<Output = ()> + Send + 'static) {
        match self {
            Exec::Wall(home) | Exec::Paused(Paused { home, .. }) => drop(home.runtime().spawn(future)),
            Exec::Virtual(scheduler) => scheduler.spawn(Box::pin(future)),
        }
    }

    /// The steady time: deadlines and spans go by it, whoever sets the system's clock. It begins with what that shows.
    pub(crate) fn now(&self) -> Time {
        match self {
            Exec::Wall(home) => home.now(),
            Exec::Paused(paused) => paused.epoch + paused.start.elapsed(),
            Exec::Virtual(scheduler) => scheduler.now(),
        }
    }

    /// What the system's clock shows: it steps when it is set.
    pub(crate) fn system_time(&self) -> Time {
        match self {
            Exec::Wall(_) => home::system_time(),
            Exec::Paused(_) => self.now(),
            Exec::Virtual(scheduler) => scheduler.system_time(),
        }
    }

    /// What the system's clock, as it is set now, showed at a steady time that is over.
    pub(crate) fn shown_at(&self, past: Time) -> Time {
        self.system_time().before(self.now().since(past))
    }

    pub(crate) fn sleep_until(&self, deadline: Time) -> Sleep {
        self.sleep_again(deadline, None)
    }

    /// The same for who most likely sleeps again then: until so much later.
    pub(crate) fn sleep_again(&self, deadline: Time, again: Option<Duration>) -> Sleep {
        match self {
            Exec::Wall(home) => {
                Sleep(SleepKind::Wall(clock::Sleep::new(home.instant(deadline), again, pool::wake)))
            }
            Exec::Paused(paused) => {
                let _inside = paused.home.enter();
                let instant = paused.start.checked_add(deadline.since(paused.epoch));
                let instant = instant.unwrap_or_else(|| paused.start + home::FAR);
                Sleep(SleepKind::Paused(Box::pin(tokio::time::sleep_until(instant))))
            }
            Exec::Virtual(scheduler) => Sleep(SleepKind::Virtual(virt::Sleep::new(scheduler, deadline))),
        }
    }

    /// Brings this thread to where the node is at home, for as long as the guard lives.
    fn enter(&self) -> Option<home::Inside<'_>> {
        match self {
            Exec::Wall(home) | Exec::Paused(Paused { home, .. }) => Some(home.enter()),
            Exec::Virtual(_) => None,
        }
    }

    /// Blocks this thread until the future is ready.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self {
            Exec::Wall(_) | Exec::Paused(_) => park_on(future),
            Exec::Virtual(scheduler) => scheduler.block_on(future),
        }
    }

    /// Whether a waker runs no code of the user's, and does the same on whichever thread it is woken.
    pub(crate) fn is_harmless(&self, waker: &Waker) -> bool {
        matches!(self, Exec::Wall(_)) && (tasks::is_ours(waker) || foreign::is_tokios(waker))
    }

    /// Whether blocking here would block a thread that tasks need.
    pub(crate) fn must_not_block(&self) -> bool {
        match self {
            Exec::Virtual(_) => virt::inside_a_task(),
            // A callback thread is at home in the runtime, and may block all the same.
            Exec::Wall(_) | Exec::Paused(_) if threads::inside_a_callback_thread() => false,
            Exec::Wall(_) | Exec::Paused(_) => tasks::inside_a_task() || Handle::try_current().is_ok(),
        }
    }
}

/// Whether tokio's clock stands still or was moved: it differs from the system's.
fn clock_is_paused() -> bool {
    let before = Instant::now();
    let told = tokio::time::Instant::now().into_std();
    told < before || told > Instant::now()
}

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
        let polled = tasks::polled_with(&waker, || future.as_mut().poll(&mut context));
        if let Poll::Ready(output) = polled {
            return output;
        }
        std::thread::park();
    }
}

/// Ready when its deadline has come.
pub(crate) struct Sleep(SleepKind);

enum SleepKind {
    Wall(clock::Sleep),
    Paused(Pin<Box<tokio::time::Sleep>>),
    Virtual(virt::Sleep),
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            SleepKind::Wall(sleep) => sleep.poll(context),
            SleepKind::Paused(sleep) => sleep.as_mut().poll(context),
            SleepKind::Virtual(sleep) => sleep.poll(context),
        }
    }
}
