//! Virtual time: one unit runs at a time, and time moves only when none can.
//!
//! A unit is a task or a callback thread. The test's own thread drives: it takes a ready unit, chosen by the
//! seed, and polls it, or hands a callback thread the baton and waits until it gives it back. So a run is a
//! function of the seed, and "nothing can run" is a fact, not a guess: on tokio's scheduler, `yield_now` and
//! the cooperative budget hide tasks that are ready.

mod sleep;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::BoxFuture;
use super::lock::{lock, wake};
use super::time::Time;
pub(crate) use sleep::Sleep;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct UnitId(u64);

pub(crate) struct Scheduler {
    state: Mutex<State>,
}

struct State {
    now: Time,
    /// When the system's clock was set, and to what.
    set: Option<(Time, Time)>,
    seed: u64,
    steps: u64,
    next_id: u64,
    units: BTreeMap<UnitId, Unit>,
    ready: Vec<UnitId>,
    timers: BTreeMap<(Time, u64), Waker>,
}

struct Unit {
    /// Whether it stands in `ready`.
    queued: bool,
    body: Body,
}

enum Body {
    /// `None` while it is polled.
    Task(Option<BoxFuture<'static, ()>>),
    Thread(Arc<Baton>),
}

/// Who may run: the driver or the callback thread.
struct Baton {
    holder: Mutex<Holder>,
    passed: Condvar,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Driver,
    Unit,
    Finished,
}

impl Baton {
    fn pass_to(&self, holder: Holder) {
        *lock(&self.holder) = holder;
        self.passed.notify_all();
    }

    fn wait_while(&self, holder: Holder) -> Holder {
        *lock(&self.holder).wait_while(&self.passed, |now| *now == holder)
    }
}

/// The right of a thread to run one callback, whenever its turn is.
pub(crate) struct ThreadUnit {
    id: UnitId,
    baton: Arc<Baton>,
}

impl ThreadUnit {
    pub(crate) fn run(self, work: impl FnOnce()) {
        self.baton.wait_while(Holder::Driver);
        CURRENT.set(Some((self.id, self.baton.clone())));
        // The driver waits for the baton: it has to come back from a panic too.
        let _finish = Finish(self.baton);
        work();
    }
}

struct Finish(Arc<Baton>);

impl Drop for Finish {
    fn drop(&mut self) {
        CURRENT.set(None);
        self.0.pass_to(Holder::Finished);
    }
}

/// Marks that this thread polls a task, until it is dropped.
struct Polling(bool);

impl Polling {
    fn begin() -> Polling {
        Polling(POLLING.replace(true))
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        POLLING.set(self.0);
    }
}

thread_local! {
    /// The unit that this callback thread is, while it runs a callback.
    static CURRENT: RefCell<Option<(UnitId, Arc<Baton>)>> = const { RefCell::new(None) };
    /// Whether this thread polls a task right now.
    static POLLING: Cell<bool> = const { Cell::new(false) };
}

/// Whether the caller runs inside a task, which must not block.
pub(crate) fn inside_a_task() -> bool {
    POLLING.get()
}

struct UnitWaker {
    id: UnitId,
    scheduler: Weak<Scheduler>,
}

impl Wake for UnitWaker {
    fn wake(self: Arc<Self>) {
        if let Some(scheduler) = self.scheduler.upgrade() {
            scheduler.make_ready(self.id);
        }
    }
}

impl Scheduler {
    pub(crate) fn new(seed: u64) -> Arc<Scheduler> {
        let state = State {
            now: Time::EPOCH,
            set: None,
            seed,
            steps: 0,
            next_id: 0,
            units: BTreeMap::new(),
            ready: Vec::new(),
            timers: BTreeMap::new(),
        };
        Arc::new(Scheduler { state: Mutex::new(state) })
    }

    pub(crate) fn now(&self) -> Time {
        lock(&self.state).now
    }

    /// What the system's clock shows.
    pub(crate) fn system_time(&self) -> Time {
        let State { now, set, .. } = *lock(&self.state);
        set.map_or(now, |(at, shown)| shown + now.since(at))
    }

    /// Sets the system's clock.
    pub(crate) fn set_system_time(&self, time: Time) {
        let mut state = lock(&self.state);
        state.set = Some((state.now, time));
    }

    /// How many steps were made.
    pub(crate) fn steps(&self) -> u64 {
        lock(&self.state).steps
    }

    pub(crate) fn spawn(&self, future: BoxFuture<'static, ()>) {
        self.add(Body::Task(Some(future)));
    }

    fn add(&self, body: Body) -> UnitId {
        let mut state = lock(&self.state);
        let id = UnitId(state.next_id);
        state.next_id += 1;
        state.units.insert(id, Unit { queued: true, body });
        state.ready.push(id);
        id
    }

    fn make_ready(&self, id: UnitId) {
        let mut state = lock(&self.state);
        if let Some(unit) = state.units.get_mut(&id)
            && !std::mem::replace(&mut unit.queued, true)
        {
            state.ready.push(id);
        }
    }

    fn waker(self: &Arc<Self>, id: UnitId) -> Waker {
        Waker::from(Arc::new(UnitWaker { id, scheduler: Arc::downgrade(self) }))
    }

    /// A unit for a callback that a thread is about to run.
    pub(crate) fn thread_unit(self: &Arc<Self>) -> ThreadUnit {
        let baton = Arc::new(Baton { holder: Mutex::new(Holder::Driver), passed: Condvar::new() });
        let id = self.add(Body::Thread(baton.clone()));
        ThreadUnit { id, baton }
    }

    /// Lets one ready unit run up to its next wait. `false` if none is ready.
    pub(crate) fn step(self: &Arc<Self>) -> bool {
        let Some((id, work)) = self.take_ready() else { return false };
        match work {
            Body::Task(None) => {}
            Body::Task(Some(mut future)) => {
                let waker = self.waker(id);
                let polling = Polling::begin();
                let done = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
                drop(polling);
                if done {
                    let unit = lock(&self.state).units.remove(&id);
                    drop(unit);
                } else if let Some(unit) = lock(&self.state).units.get_mut(&id) {
                    unit.body = Body::Task(Some(future));
                }
            }
            Body::Thread(baton) => {
                baton.pass_to(Holder::Unit);
                if baton.wait_while(Holder::Unit) == Holder::Finished {
                    lock(&self.state).units.remove(&id);
                }
            }
        }
        true
    }

    fn take_ready(&self) -> Option<(UnitId, Body)> {
        let mut state = lock(&self.state);
        state.steps += 1;
        let id = loop {
            if state.ready.is_empty() {
                return None;
            }
            let choice = (splitmix(&mut state.seed) % state.ready.len() as u64) as usize;
            let id = state.ready.swap_remove(choice);
            // A unit that was woken while it ran for the last time is listed and gone.
            if state.units.contains_key(&id) {
                break id;
            }
        };
        let unit = state.units.get_mut(&id)?;
        unit.queued = false;
        let body = match &mut unit.body {
            Body::Task(future) => Body::Task(future.take()),
            Body::Thread(baton) => Body::Thread(baton.clone()),
        };
        Some((id, body))
    }

    /// Runs until no unit is ready.
    pub(crate) fn settle(self: &Arc<Self>) {
        while self.step() {}
    }

    /// Moves time on to the next sleeper up to `limit`. `false` if none sleeps until then.
    pub(crate) fn advance_to_next(&self, limit: Time) -> bool {
        let mut due = Vec::new();
        {
            let mut state = lock(&self.state);
            let Some(&(time, _)) = state.timers.keys().next() else { return false };
            if time > limit {
                return false;
            }
            state.now = state.now.max(time);
            let later = state.timers.split_off(&(time, u64::MAX));
            due.extend(std::mem::replace(&mut state.timers, later).into_values());
        }
        due.into_iter().for_each(wake);
        true
    }

    /// Moves time on to `time` when nobody sleeps until then.
    pub(crate) fn set_now(&self, time: Time) {
        let mut state = lock(&self.state);
        state.now = state.now.max(time);
    }

    /// Whether a unit is ready.
    pub(crate) fn has_ready(&self) -> bool {
        !lock(&self.state).ready.is_empty()
    }

    /// Whether anybody sleeps.
    pub(crate) fn has_sleepers(&self) -> bool {
        !lock(&self.state).timers.is_empty()
    }

    /// Blocks until the future is ready: a callback thread gives the baton back, the driver drives.
    ///
    /// # Panics
    /// In the driver, where the future can never be ready: nothing can run and nobody sleeps.
    pub(crate) fn block_on<F: Future>(self: &Arc<Self>, future: F) -> F::Output {
        match CURRENT.with_borrow(Clone::clone) {
            Some((id, baton)) => self.block_unit(future, id, &baton),
            None => self.drive(future, |end| self.advance_to_next(end)).unwrap_or_else(|_| {
                panic!("the test waits for something that can never come: nothing can run and nobody sleeps")
            }),
        }
    }

    fn block_unit<F: Future>(self: &Arc<Self>, future: F, id: UnitId, baton: &Baton) -> F::Output {
        let waker = self.waker(id);
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            baton.pass_to(Holder::Driver);
            baton.wait_while(Holder::Driver);
        }
    }

    /// Drives all units until the future is ready, and time with `move_on`, which says whether it could. An error if
    /// the future never can be, or takes more than [`PATIENCE`].
    pub(crate) fn drive<F: Future>(
        self: &Arc<Self>,
        future: F,
        move_on: impl Fn(Time) -> bool,
    ) -> Result<F::Output, Quiescent> {
        let end = self.now() + PATIENCE;
        let woken = Arc::new(Woken(AtomicBool::new(false)));
        let waker = Waker::from(woken.clone());
        let mut future = pin!(future);
        loop {
            // Polled after every step, and before time moves whenever it was woken.
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Ok(output);
            }
            let again = self.step() || woken.0.swap(false, Ordering::SeqCst);
            if !again && !move_on(end) {
                return Err(Quiescent);
            }
        }
    }
}

/// How long the driver waits for its own future, in virtual time: where a timer ticks for ever, nothing else
/// would tell that the future never comes.
const PATIENCE: Duration = Duration::from_secs(3600);

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Nothing can run and nobody sleeps, or nothing of use has happened for long.
#[derive(Debug)]
pub(crate) struct Quiescent;

/// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough to order a queue.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
