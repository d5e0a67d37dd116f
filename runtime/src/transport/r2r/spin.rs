//! The thread that spins one node.
//!
//! r2r asks for the node itself for everything but sending, and blocks in `spin_once` where nothing of ours can
//! wake it. So one thread owns the node, and others hand it jobs, which it does between two rounds.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::TransportError;
use crate::rt::sync::lock;

/// How long a round waits for something to come. What comes ends it at once; a job, or the end of the node,
/// waits for it. So this is the longest that a node takes to end, and ten rounds a second are what it costs
/// while nothing happens.
const ROUND: Duration = Duration::from_millis(100);

/// How often the ears look at the graph, which tells nobody when it changes.
const LOOK: Duration = Duration::from_millis(100);

/// What takes the things that a round has brought out of r2r's queues. It runs on the spinning thread after each
/// round, and a round brings one thing for each ear at most: so r2r's queue of ten is never full, and loss
/// happens where it is counted.
pub(super) trait Ear: Send {
    /// Takes what is there. `Break` when nobody wants it any more.
    fn hear(&mut self) -> ControlFlow<()>;

    /// Asks r2r about the graph; the round that follows answers. Whether there is anything to ask.
    fn ask(&mut self) -> bool {
        false
    }

    /// Looks at the graph, and at what [`ask`](Ear::ask) brought.
    fn look(&mut self, _node: &::r2r::Node) {}
}

/// A node and the ears that it has.
pub(super) struct Spun {
    pub(super) node: ::r2r::Node,
    ears: Vec<Box<dyn Ear>>,
    next_look: Instant,
}

impl Spun {
    pub(super) fn add(&mut self, ear: impl Ear + 'static) {
        self.ears.push(Box::new(ear));
    }

    fn round(&mut self) {
        let looks = Instant::now() >= self.next_look;
        let mut wait = ROUND;
        for ear in self.ears.iter_mut().filter(|_| looks) {
            if ear.ask() {
                wait = Duration::ZERO;
            }
        }
        self.node.spin_once(wait);
        self.ears.retain_mut(|ear| ear.hear().is_continue());
        if looks {
            self.ears.iter_mut().for_each(|ear| ear.look(&self.node));
            self.next_look = Instant::now() + LOOK;
        }
    }
}

type Job = Box<dyn FnOnce(&mut Spun) + Send>;

enum Command {
    Do(Job),
    Listen,
    End,
}

/// Owns the thread. Dropping it ends the node, and returns when nothing of it is left.
pub(super) struct Spinner {
    commands: mpsc::Sender<Command>,
    listens: AtomicBool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Spinner {
    /// Gives the node to a thread of its own.
    pub(super) fn start(node: ::r2r::Node, name: &str) -> Result<Spinner, TransportError> {
        let (commands, inbox) = mpsc::channel();
        let spun = Spun { node, ears: Vec::new(), next_look: Instant::now() };
        let full_name = name.to_owned();
        let work = move || {
            // What ears hold is closed when they are dropped, in a panic too: nobody waits for what can not come.
            if catch_unwind(AssertUnwindSafe(|| spin(spun, &inbox))).is_err() {
                tracing::error!(node = full_name, "r2r panicked: the node hears nothing any more");
            }
        };
        let thread = std::thread::Builder::new().name(format!("r2r {name}")).spawn(work);
        let thread =
            thread.map_err(|error| TransportError::Other(format!("no thread to spin on: {error}")))?;
        Ok(Spinner { commands, listens: AtomicBool::new(false), thread: Mutex::new(Some(thread)) })
    }

    /// Lets the thread do something with the node, and waits for it: not at all before the node listens, and
    /// one round afterwards.
    pub(super) fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Spun) -> R + Send + 'static,
    ) -> Result<R, TransportError> {
        let (done, result) = mpsc::sync_channel(1);
        self.send(Box::new(move |spun| drop(done.send(work(spun)))));
        result.recv().map_err(|_| TransportError::Other("the node has ended".to_owned()))
    }

    /// Lets the thread do something with the node, some time.
    pub(super) fn send(&self, job: Job) {
        // An error means that the thread has ended, and the node with it.
        let _ = self.commands.send(Command::Do(job));
    }

    /// From now on the node spins. Called when somebody first waits for something: until then the thread does
    /// jobs at once, so that a node's entities are made without waiting for rounds.
    pub(super) fn listen(&self) {
        if !self.listens.swap(true, Ordering::Relaxed) {
            let _ = self.commands.send(Command::Listen);
        }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::End);
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            // Its panics have been caught.
            let _ = thread.join();
        }
    }
}

fn spin(mut spun: Spun, inbox: &mpsc::Receiver<Command>) {
    let mut listens = false;
    loop {
        // A node without ears has nothing to wait for in rcl, which would not wait then.
        let command = if listens && !spun.ears.is_empty() {
            inbox.try_recv()
        } else {
            inbox.recv().map_err(|mpsc::RecvError| mpsc::TryRecvError::Disconnected)
        };
        match command {
            Ok(Command::Do(job)) => job(&mut spun),
            Ok(Command::Listen) => listens = true,
            Ok(Command::End) | Err(mpsc::TryRecvError::Disconnected) => return,
            Err(mpsc::TryRecvError::Empty) => spun.round(),
        }
    }
}
