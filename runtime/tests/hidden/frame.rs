//! What the programs live in: a service, groups, and a world that runs a node under many seeds.

use std::fmt::{Debug, Write};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{self, Poll, Wake};
use std::thread::{self, Thread};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

pub use rosweave::prelude::*;
pub use rosweave::testing::World;
pub use rosweave::{Context, Lent, NoGroup};

pub struct Ping;

impl Service for Ping {
    type Request = ();
    type Response = ();
}

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
pub struct Go;

#[derive(Group, Default)]
pub struct A;

#[derive(Group, Default)]
pub struct B;

/// Its callbacks and replies are in nobody's way.
#[derive(Group, Default)]
#[group(reentrant)]
pub struct Io;

pub type Answer = Result<(), CallError>;
pub type Waiting = Pin<Box<dyn Future<Output = Answer> + Send>>;
pub type Acting = Pin<Box<dyn Future<Output = Result<(), ActionError>> + Send>>;

/// A place that is filled while the program runs.
pub struct Slot<T>(Mutex<Option<T>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot::new()
    }
}

impl<T> Slot<T> {
    pub const fn new() -> Slot<T> {
        Slot(Mutex::new(None))
    }

    pub fn set(&self, value: T) {
        *self.lock() = Some(value);
    }

    pub fn take(&self) -> T {
        self.lock().take().expect("it was filled")
    }

    pub fn try_take(&self) -> Option<T> {
        self.lock().take()
    }

    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.lock().clone().expect("it was filled")
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Another crate's function.
pub fn ask_sync<S: Group, G: Group>(client: &Client<Ping, G>, cx: &Cx<S>) -> Answer {
    client.call(cx, ())
}

/// Another crate's executor.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unparks(Thread);

    impl Wake for Unparks {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let (mut future, waker) = (pin!(future), Arc::new(Unparks(thread::current())).into());
    let mut context = task::Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Another crate's trait.
pub trait Asks<S> {
    fn asks(&self, cx: &Cx<S>) -> Answer;
}

impl<S: Group, G: Group> Asks<S> for Client<Ping, G> {
    fn asks(&self, cx: &Cx<S>) -> Answer {
        self.call(cx, ())
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        event.record(&mut Line(&mut log));
        log.push('\n');
    }

    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// How many orders of execution are tried.
const SEEDS: u64 = 20;

/// Runs a node whose `tick` waits for `slow` out of sight, and says what became of it.
pub fn blocks<N: rosweave::Node>(arm: impl Fn(&World, &NodeHandle<N>)) {
    run(&|world| start(world, &arm), &|_| {});
}

/// Runs a node whose handler `mine` waits for `theirs` out of sight.
pub fn awaits<N: rosweave::Node>(arm: impl Fn(&World, &NodeHandle<N>)) {
    run(&|world| start(world, &arm), &|world| {
        let _ = world.call::<Ping>("mine", ());
    });
}

/// How many calls of a node have failed.
type Failed = Box<dyn Fn() -> u64>;

fn start<N: rosweave::Node>(world: &World, arm: &dyn Fn(&World, &NodeHandle<N>)) -> Failed {
    let node = world.start::<N>().expect("the node starts");
    arm(world, &node);
    Box::new(move || node.stats().callbacks.iter().map(|callback| callback.failed).sum())
}

/// Compiled once: there are hundreds of nodes.
fn run(start: &dyn Fn(&World) -> Failed, then: &dyn Fn(&World)) {
    let (mut refused, mut ran) = (0, 0);
    // With one log alone `tracing` would ask only the thread that comes by a place first, which may be a callback's.
    let _second = Dispatch::new(Log::default());
    for seed in 0..SEEDS {
        let log = Log::default();
        let _log = tracing::subscriber::set_default(log.clone());
        let world = World::new(seed);
        let _slow = world.serve::<Ping>("slow", |()| ()).expect("is served once");
        let _fast = world.serve::<Ping>("fast", |()| ()).expect("is served once");
        let failed = start(&world);
        then(&world);
        if let Err(hang) = world.advance(Duration::from_secs(3)) {
            println!("hangs with seed {seed}: {hang}");
            return;
        }
        let log = log.0.lock().unwrap_or_else(PoisonError::into_inner);
        match log.contains("deadlock: ") {
            true => refused += 1,
            false if failed() == 0 => ran += 1,
            false => println!("neither refused nor run, with seed {seed}: {log}"),
        }
    }
    println!("refused {refused}, ran {ran} of {SEEDS}");
}
