//! The life of one node: what of it runs, what waits, what was counted, and how it ends.
//!
//! A node ends in two stages. *Stopping*: nothing new is taken in, running callbacks go on and their replies
//! are delivered. *Cancelled*: what still waits is failed or dropped. It has *ended* when nothing runs.

mod beside;
mod counters;
pub(crate) mod current;
mod found;
mod identity;
mod inside;
mod spot;
mod waits;
pub(crate) mod watch;

use std::any::{Any, TypeId};
use std::collections::VecDeque;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use crate::error::NodeError;
use crate::facts::NodeFacts;
use crate::log::node_log::NodeLog;
pub(crate) use crate::rt::guard::{guard, guard_future, say};
use crate::rt::node_clock::NodeClock;
use crate::rt::numbered::Numbered;
use crate::rt::pure::Pure;
use crate::rt::sync::{Flag, Gauge, lock, until};
use crate::rt::time::Time;
use crate::rt::{BoxFuture, Exec};
use crate::transport::{LastWord, Losses};
use crate::waits::{Beside, Stall};
pub(crate) use beside::Kept;
use beside::Place;
pub use counters::{CallbackStats, HandleStats, NodeStats};
pub(crate) use counters::{Count, Counters, SILENCE};
pub(crate) use current::{Current, InstanceId, current, poll_as, poll_speaking, run_as, speak_as};
#[cfg(feature = "log")]
pub(crate) use current::{Speaker, speaker};
pub(crate) use found::Found;
pub(crate) use identity::Identity;
use inside::Inside;
pub(crate) use inside::Seen;
pub(crate) use spot::{Entered, Running, Spot};
use waits::Waiters;
pub(crate) use waits::{ClientName, Noted, WaitEntry, Waits};

/// What a panic in a callback does to its node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnPanic {
    /// It ends the node with an error that names the callback.
    #[default]
    Stop,
    /// It is logged and counted, and the node goes on.
    Resume,
}

/// A handle of a node, to be told when the node is cancelled: it outlives the node where somebody kept it.
pub(crate) trait Ends: Send + Sync {
    fn end(&self);

    /// Adds those who wait for it, as far as it knows them itself.
    fn waits(&self, _all: &mut Vec<WaitEntry>) {}
}

pub(crate) struct Life {
    pub(crate) instance: InstanceId,
    pub(crate) identity: Identity,
    full_name: String,
    pub(crate) facts: NodeFacts<'static>,
    pub(crate) exec: Exec,
    /// What callbacks are told of the time. Limits, reports and the end of the node go by `exec`.
    pub(crate) clock: Arc<NodeClock>,
    /// What it has said on `/rosout`, and is still to say.
    pub(crate) log: Arc<NodeLog>,
    /// The pure functions that the keeper asks.
    pub(crate) pure: Pure,
    pub(crate) on_panic: OnPanic,
    /// Its callbacks may run: `#[init]` has returned.
    pub(crate) started: Flag,
    /// Shared with the wait graph: a node that stops begins no handler.
    pub(crate) stopping: Arc<Flag>,
    /// The same for who waits for it in code of the user's, whose wakers may do anything: raised a moment later.
    pub(crate) told_to_stop: Flag,
    pub(crate) cancelled: Flag,
    pub(crate) ended: Flag,
    /// Callbacks that run. They get the grace period.
    callbacks: Gauge,
    /// All tasks: group loops, callbacks, the user's tasks. The node has ended when it is zero.
    tasks: Gauge,
    next_id: AtomicU64,
    /// Where callbacks run: the exclusive groups, and the calls of reentrant ones.
    insides: Mutex<Numbered<Arc<Inside>>>,
    /// Where other code of the user's runs.
    beside: Mutex<Numbered<Place>>,
    waiting: Mutex<Waiters>,
    handles: Mutex<Vec<Weak<dyn Ends>>>,
    /// What its services say when it is cancelled.
    last_words: Mutex<Vec<LastWord>>,
    /// What the node's clients and publishers count, by their fields.
    losses: Mutex<Vec<(&'static str, Arc<dyn Losses>)>>,
    /// When it was made, and the service that its `#[init]` has asked for last.
    made: Time,
    asked: Mutex<Option<Arc<ClientName>>>,
    failure: Mutex<Option<NodeError>>,
    stalls: Mutex<VecDeque<Stall>>,
    /// Whether a callback that blocks keeps a group from its replies, by the group's type.
    blocked: Mutex<Vec<(TypeId, Arc<AtomicBool>)>>,
    /// Where a test asks for a look at a group, by the group's type.
    looks: Mutex<Vec<(TypeId, Arc<dyn Any + Send + Sync>)>>,
    pub(crate) found: Arc<Found>,
    limits: Limits,
    pub(crate) counters: Vec<Counters>,
}

/// How long a pure function may take before what was asked is refused.
const PURE_LIMIT: Duration = Duration::from_secs(1);

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Running callbacks, when the node stops.
    pub(crate) grace: Duration,
    /// A callback that others wait for, before it is reported.
    pub(crate) stall: Duration,
}

/// How many reports of stalls are kept. Older ones are in the log.
const MAX_STALLS: usize = 64;

impl Life {
    pub(crate) fn new(
        identity: Identity,
        facts: NodeFacts<'static>,
        exec: Exec,
        on_panic: OnPanic,
        limits: Limits,
    ) -> Arc<Life> {
        let made = exec.now();
        let (instance, full_name) = (InstanceId::next(), identity.full());
        let log = NodeLog::new(instance, &full_name, exec.clone(), facts.callbacks);
        Arc::new(Life {
            instance,
            full_name,
            log,
            identity,
            facts,
            pure: Pure::new(exec.clone(), PURE_LIMIT),
            clock: NodeClock::new(exec.clone()),
            exec,
            on_panic,
            made,
            asked: Mutex::default(),
            started: Flag::default(),
            stopping: Arc::default(),
            told_to_stop: Flag::default(),
            cancelled: Flag::default(),
            ended: Flag::default(),
            callbacks: Gauge::default(),
            tasks: Gauge::default(),
            next_id: AtomicU64::new(0),
            insides: Mutex::default(),
            beside: Mutex::default(),
            waiting: Mutex::default(),
            handles: Mutex::default(),
            last_words: Mutex::default(),
            losses: Mutex::default(),
            failure: Mutex::default(),
            stalls: Mutex::default(),
            blocked: Mutex::default(),
            looks: Mutex::default(),
            found: Arc::default(),
            limits,
            counters: facts.callbacks.iter().map(|_| Counters::default()).collect(),
        })
    }

    pub(crate) fn full_name(&self) -> &str {
        &self.full_name
    }

    fn id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// Spawns a task that the node's end waits for. The callbacks that it runs have guards of their own; `what` is the
    /// code of the user's that it runs besides.
    pub(crate) fn spawn(self: &Arc<Self>, what: Beside, future: impl Future<Output = ()> + Send + 'static) {
        let (alive, life) = (Alive::new(self), self.clone());
        self.exec.spawn(Box::pin(async move {
            let _alive = alive;
            if let Err(panic) = poll_as(None, guard_future(future)).await {
                life.panicked_beside(what, panic);
            }
        }));
    }

    /// Spawns a protocol that the node answers without its callbacks, until it is cancelled.
    pub(crate) fn spawn_on_keeper(self: &Arc<Self>, protocol: BoxFuture<'static, ()>) {
        let (alive, life) = (Alive::new(self), self.clone());
        self.exec.spawn_on_keeper(Box::pin(async move {
            let _alive = alive;
            until(protocol, life.cancelled.raised()).await;
        }));
    }

    /// Spawns a protocol that ends by itself when the node is cancelled, and what it answers for has ended.
    pub(crate) fn spawn_to_its_end(self: &Arc<Self>, protocol: BoxFuture<'static, ()>) {
        let alive = Alive::new(self);
        self.exec.spawn_promptly_on_keeper(Box::pin(async move {
            let _alive = alive;
            protocol.await;
        }));
    }

    /// Notes that a group may begin a callback, until the guard is dropped: the grace period is for those too
    /// that begin while the wish to stop comes.
    pub(crate) fn intake(self: &Arc<Self>) -> Intake {
        self.callbacks.enter();
        Intake(self.clone())
    }

    /// Keeps the report of a callback that stalls.
    pub(crate) fn stalled(&self, stall: Stall) {
        let mut stalls = lock(&self.stalls);
        if stalls.len() == MAX_STALLS {
            stalls.pop_front();
        }
        stalls.push_back(stall);
    }

    /// How long a callback may run before it is reported.
    pub(crate) fn stall_limit(&self) -> Duration {
        self.limits.stall
    }

    pub(crate) fn grace(&self) -> Duration {
        self.limits.grace
    }

    pub(crate) fn stalls(&self) -> Vec<Stall> {
        lock(&self.stalls).iter().cloned().collect()
    }

    /// Notes that somebody asks whether a service is there.
    pub(crate) fn asks(&self, client: &Arc<ClientName>) {
        if !self.started.is_raised() {
            *lock(&self.asked) = Some(client.clone());
        }
    }

    /// The service that `#[init]` has asked for last.
    pub(crate) fn asked(&self) -> Option<String> {
        lock(&self.asked).as_ref().map(|client| client.service.clone())
    }

    /// Has `handle` told when the node is cancelled.
    pub(crate) fn tell_when_cancelled(&self, handle: Weak<dyn Ends>) {
        lock(&self.handles).push(handle);
    }

    /// Has that done when the node is cancelled: a callback that never returns keeps its group from it.
    pub(crate) fn say_when_cancelled(&self, last_word: LastWord) {
        lock(&self.last_words).push(last_word);
    }

    /// Whether a callback that blocks keeps a group from its replies.
    pub(crate) fn blocked(&self, group: TypeId) -> Arc<AtomicBool> {
        let mut blocked = lock(&self.blocked);
        if let Some((_, known)) = blocked.iter().find(|(of, _)| *of == group) {
            return known.clone();
        }
        blocked.push((group, Arc::default()));
        blocked[blocked.len() - 1].1.clone()
    }

    /// Notes where a test asks for a look at a group.
    pub(crate) fn keep_looks(&self, group: TypeId, looks: Arc<dyn Any + Send + Sync>) {
        lock(&self.looks).push((group, looks));
    }

    /// Where a test asks for a look at a group.
    pub(crate) fn looks(&self, group: TypeId) -> Option<Arc<dyn Any + Send + Sync>> {
        lock(&self.looks).iter().find(|(of, _)| *of == group).map(|(_, looks)| looks.clone())
    }

    /// Notes where a client or publisher counts its losses.
    pub(crate) fn count_losses(&self, field: &'static str, losses: Arc<dyn Losses>) {
        lock(&self.losses).push((field, losses));
    }

    /// Ends the node, or lets it go on, after a panic.
    pub(crate) fn panicked(&self, callback: &str, message: &str) {
        let node = self.full_name().to_owned();
        say(|| tracing::error!(node, callback, message, "a callback panicked"));
        self.fail(NodeError::Panicked { node, callback: callback.to_owned(), message: message.to_owned() });
    }

    /// Ends the node with the error, unless it is to go on.
    fn fail(&self, error: NodeError) {
        if self.on_panic == OnPanic::Stop {
            lock(&self.failure).get_or_insert(error);
            self.stopping.raise();
        }
    }

    /// How the node ended, or is about to.
    pub(crate) fn outcome(&self) -> Result<(), NodeError> {
        lock(&self.failure).clone().map_or(Ok(()), Err)
    }

    /// Waits for the wish to stop, and stops: see the module's text.
    ///
    /// `node` is the user's, and goes when nothing of it runs any more. `presence` is what shows it in its graph; it goes
    /// last.
    pub(crate) fn supervise<P: Send + 'static>(
        self: &Arc<Self>,
        node: Box<dyn Any + Send>,
        presence: P,
    ) -> BoxFuture<'static, ()> {
        // Made here, not in the task: it comes also where the task is dropped with its runtime, unfinished or
        // not even begun, and whoever waits for the end gets it.
        let end = End { life: self.clone(), presence: Some(presence) };
        Box::pin(async move {
            let life = &end.life;
            life.stopping.raised().await;
            let told = life.clone();
            life.exec
                .say(move || told.run_beside(Beside::Rest { group: None }, || told.told_to_stop.raise()));
            let deadline = life.exec.sleep_until(life.exec.now() + life.limits.grace);
            until(life.callbacks.zero(), async {
                until(deadline, life.cancelled.raised()).await;
            })
            .await;
            life.cancel();
            life.tasks.zero().await;
            life.let_go(life.facts.type_name, node);
            life.say_what_goes_on();
        })
    }

    /// Stops without a grace period, and without waiting.
    pub(crate) fn abort(&self) {
        self.stopping.raise();
        self.cancel();
    }

    fn cancel(&self) {
        // Before callbacks are dropped where they wait, so that callers are told why.
        let last_words = std::mem::take(&mut *lock(&self.last_words));
        last_words.into_iter().for_each(|last_word| last_word());
        self.cancelled.raise();
        let handles = std::mem::take(&mut *lock(&self.handles));
        handles.iter().filter_map(Weak::upgrade).for_each(|handle| handle.end());
    }

    pub(crate) fn stats(&self) -> NodeStats {
        let callbacks = self.facts.callbacks.iter().zip(&self.counters);
        let handles = lock(&self.losses).clone();
        NodeStats {
            callbacks: callbacks.map(|(facts, counters)| counters.snapshot(facts.name)).collect(),
            handles: handles.iter().map(|(field, losses)| HandleStats::snapshot(field, &**losses)).collect(),
        }
    }
}

/// The end of a node, when it is dropped.
struct End<P> {
    life: Arc<Life>,
    presence: Option<P>,
}

impl<P> Drop for End<P> {
    fn drop(&mut self) {
        self.life.abort();
        self.life.told_to_stop.raise();
        drop(self.presence.take());
        self.life.ended.raise();
    }
}

/// A group takes things in.
pub(crate) struct Intake(Arc<Life>);

impl Drop for Intake {
    fn drop(&mut self) {
        self.0.callbacks.leave();
    }
}

/// Counts a task as alive until it is dropped, also when it is dropped unfinished.
struct Alive(Arc<Life>);

impl Alive {
    fn new(life: &Arc<Life>) -> Alive {
        life.tasks.enter();
        Alive(life.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.tasks.leave();
    }
}
