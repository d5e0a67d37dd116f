//! Whole-node tests in virtual time.
//!
//! A [`World`] is a private graph with a clock of its own. One unit runs at a time, in an order that the
//! seed decides; time moves when the test says so, and only when nothing can run. The same seed gives the
//! same run.
//!
//! ```
//! use std::time::Duration;
//! use rosweave::prelude::*;
//! use rosweave::testing::World;
//!
//! #[node]
//! struct Counter {
//!     #[publisher("count")]
//!     count: Publisher<u32>,
//!     counted: u32,
//! }
//!
//! #[node]
//! impl Counter {
//!     #[timer("1s")]
//!     fn tick(&mut self) -> Result<(), PublishError> {
//!         self.counted += 1;
//!         self.count.publish(&self.counted)
//!     }
//! }
//!
//! let world = World::new(1);
//! let count = world.subscribe::<u32>("count")?;
//! let _counter = world.start::<Counter>()?;
//! world.advance(Duration::from_secs(3))?;
//! assert_eq!(count.take(), [1, 2, 3]);
//! # Ok::<(), rosweave::Error>(())
//! ```

mod action_client;
mod action_server;
mod clock;
mod look;
mod met;
mod peers;
mod unheard;

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use crate::error::{Error, Result, StartError};
use crate::life::Life;
use crate::message::action::GoalId;
use crate::node::Node;
use crate::node::handle::NodeHandle;
use crate::node::options::NodeOptions;
use crate::rt::Exec;
use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::rt::virt::{Quiescent, Scheduler};
use crate::stall;
use crate::system::{RunningSystem, System};
use crate::transport::{Clock, InProcess, Transport};
use crate::waits::{Hang, UnseenWait, Waiting};
pub use action_client::{TestActionClient, TestGoal};
pub use action_server::{GoalScript, TestActionServer};
pub use clock::SimulatedClock;
pub use look::Busy;
use met::Met;
pub use peers::{Probe, TestPublisher, TestServer};
use unheard::Unheard;

/// A private graph in virtual time, driven by the test.
pub struct World {
    scheduler: Arc<Scheduler>,
    transport: InProcess,
    /// The test's own place in the graph.
    presence: <InProcess as Transport>::Node,
    lives: Mutex<Vec<Weak<Life>>>,
    unheard: Arc<Unheard>,
    met: Met,
    /// How many goals the test has sent.
    goals: AtomicU64,
}

impl World {
    /// A world whose runs are ordered by `seed`.
    ///
    /// # Panics
    /// Inside a tokio runtime, whose budget and deferred wake-ups would interfere: use a plain `#[test]`.
    pub fn new(seed: u64) -> World {
        assert!(
            Exec::current().is_none(),
            "a `World` is driven by the test itself: use `#[test]`, not `#[tokio::test]`"
        );
        let scheduler = Scheduler::new(seed);
        let transport = InProcess::private();
        let clock = Clock::system(Exec::Virtual(scheduler.clone()));
        let presence = transport.join("/test", clock).unwrap_or_else(|error| panic!("{error}"));
        let (lives, unheard, goals) = (Mutex::default(), Arc::default(), AtomicU64::new(0));
        World { scheduler, transport, presence, lives, unheard, met: Met::default(), goals }
    }

    fn exec(&self) -> Exec {
        Exec::Virtual(self.scheduler.clone())
    }

    /// A number for a goal of the test's.
    fn goal_id(&self) -> GoalId {
        GoalId::new(1, self.goals.fetch_add(1, Ordering::Relaxed))
    }

    /// The graph that the world's nodes are in.
    pub fn transport(&self) -> &InProcess {
        &self.transport
    }

    /// How far time has moved on since the world began.
    pub fn now(&self) -> Time {
        self.scheduler.now()
    }

    /// Sets the system's clock, as the network's time does after a robot has booted. What nodes read and stamp follows, but
    /// for those with `use_sim_time`; timers, sleeps and limits go on by the time that [passes](World::advance). Before,
    /// both are the same.
    pub fn set_system_time(&self, time: Time) {
        self.scheduler.set_system_time(time);
    }

    /// How many steps were made so far. Equal runs make equal numbers.
    pub fn steps(&self) -> u64 {
        self.scheduler.steps()
    }

    /// Starts a node.
    ///
    /// # Errors
    /// [`StartError`] says why it did not start.
    pub fn start<N: Node>(&self) -> Result<NodeHandle<N>, StartError> {
        self.start_with(NodeOptions::new())
    }

    /// Starts a node with options.
    ///
    /// # Errors
    /// [`StartError`] says why it did not start.
    pub fn start_with<N: Node>(&self, options: NodeOptions) -> Result<NodeHandle<N>, StartError> {
        let start = options.start_in::<N, InProcess>(&self.transport, self.exec());
        let hung =
            |_| StartError::Init { node: N::NAME.to_owned(), reason: "`#[init]` never ends".to_owned() };
        let handle = self.drive(start).map_err(hung)??;
        self.met.add_node(handle.life());
        lock(&self.lives).push(Arc::downgrade(handle.life()));
        Ok(handle)
    }

    /// Starts several nodes, checked together.
    ///
    /// # Errors
    /// [`StartError`] says why they did not start.
    pub fn start_system(&self, system: System) -> Result<RunningSystem, StartError> {
        let start = system.start_in(&self.transport, self.exec());
        let hung =
            |_| StartError::Init { node: "a system".to_owned(), reason: "`#[init]` never ends".to_owned() };
        let system = self.drive(start).map_err(hung)??;
        system.lives().for_each(|life| self.met.add_node(life));
        lock(&self.lives).extend(system.lives().map(Arc::downgrade));
        Ok(system)
    }

    /// Lets one ready unit run up to its next wait; `false` if none is ready. A unit is a group, a callback
    /// of its own, or a task.
    pub fn step(&self) -> bool {
        self.scheduler.step()
    }

    /// Runs until nothing is ready. Time does not move.
    pub fn settle(&self) {
        self.scheduler.settle();
    }

    /// Runs, and moves time on by `duration` whenever nothing is ready.
    ///
    /// # Errors
    /// [`Hang`] says who waits for what, when nobody can go on any more: nothing is ready, nobody sleeps, and
    /// somebody waits. Time has moved on all the same.
    pub fn advance(&self, duration: Duration) -> Result<(), Hang> {
        let end = self.now() + duration;
        loop {
            self.settle();
            if !self.move_on(end) {
                break;
            }
        }
        self.scheduler.set_now(end);
        stall::look(&self.lives());
        self.hang().map_or(Ok(()), Err)
    }

    /// Moves time on to the next sleeper up to `end`; `false` if none sleeps until then. It does not jump over the
    /// moment in which a callback has run for too long.
    fn move_on(&self, end: Time) -> bool {
        let lives = self.lives();
        stall::look(&lives);
        match stall::next_look(&lives, self.now()) {
            Some(late) if late < end && self.scheduler.has_sleepers() => {
                if !self.scheduler.advance_to_next(late) {
                    self.scheduler.set_now(late);
                }
                true
            }
            _ => self.scheduler.advance_to_next(end),
        }
    }

    fn drive<F: Future>(&self, future: F) -> Result<F::Output, Quiescent> {
        self.scheduler.drive(future, |end| self.move_on(end))
    }

    /// Runs everything, time included, until `future` is ready.
    ///
    /// # Errors
    /// [`Error::Hang`] says who waits for what, when the future can never be ready, or is not ready after an
    /// hour of virtual time.
    pub fn block_on<F: Future>(&self, future: F) -> Result<F::Output> {
        self.drive(future).map_err(|_| Error::Hang(Hang { waiting: self.waiting() }))
    }

    /// Who hangs on whom, if nothing is ready, nobody sleeps, and somebody waits.
    pub fn hang(&self) -> Option<Hang> {
        let waiting = self.waiting();
        let quiet = !self.scheduler.has_ready() && !self.scheduler.has_sleepers();
        (quiet && !waiting.is_empty()).then_some(Hang { waiting })
    }

    /// Who waits for a reply right now.
    pub fn waiting(&self) -> Vec<Waiting> {
        stall::waiting(&self.lives())
    }

    /// The waits that were met and that nothing in the impl block of their node shows, of the nodes that run: the
    /// compiler did not check them.
    pub fn unseen_waits(&self) -> Vec<UnseenWait> {
        self.lives().iter().flat_map(|life| life.found.unseen_waits()).collect()
    }

    /// The topics on which the test has published what nobody heard, with how many messages. The log says so when the
    /// world ends.
    pub fn unheard(&self) -> Vec<(String, u64)> {
        self.unheard.topics()
    }

    /// What the test listens to, calls, serves or executes and no node has the other side of, each in a sentence that names
    /// what is there and looks alike. The log says so when the world ends.
    pub fn unmet(&self) -> Vec<String> {
        self.met.unmet()
    }

    fn lives(&self) -> Vec<Arc<Life>> {
        lock(&self.lives).iter().filter_map(Weak::upgrade).collect()
    }
}

impl Drop for World {
    /// Ends all nodes: a callback that still blocks gets an error, so that its thread ends.
    fn drop(&mut self) {
        self.lives().iter().for_each(|life| life.abort());
        self.scheduler.settle();
        self.unheard.tell(|topic| self.met.meant_topic(topic));
        self.met.tell();
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("now", &self.now()).finish_non_exhaustive()
    }
}
