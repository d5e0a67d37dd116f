//! The clock of one node: the one that everything runs on, or, while the node has `use_sim_time`, what `/clock` tells.
//!
//! A simulated clock jumps: between the two sources, back, and from nothing to the first time that it is told. Who
//! keeps a deadline *follows* the clock and is told of each jump, in order; each jump begins an *era*, so that nobody
//! takes a time of one for a deadline of another. Going on is no jump, however far.
//!
//! The system's clock is set now and then. That is no jump: deadlines go by the steady time, and what the clock shows by
//! the system's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::Notify;

use super::lock::lock;
use super::tasks::is_ours;
use super::time::Time;
use super::{Exec, pool};

/// The clock of one node.
pub(crate) struct NodeClock {
    exec: Exec,
    /// The era, and whether it is simulated, in one word: most clocks never are, and are read without a lock.
    mark: AtomicU64,
    state: Mutex<State>,
    /// Held from the beginning of a jump until all that follow the clock know of it.
    turn: Mutex<()>,
    switched: Notify,
}

/// How long somebody sleeps up to a point of the system's time before they look whether its clock was set.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Default)]
struct State {
    simulated: bool,
    /// What `/clock` told last.
    told: Option<Time>,
    era: Era,
    /// Those that wait for a simulated time.
    sleepers: BTreeMap<(Time, u64), Sleeper>,
    followers: BTreeMap<u64, Weak<dyn Follows>>,
    next_id: u64,
}

/// The times between two jumps can be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Era(u64);

/// A jump of a node's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jump {
    /// The era that it begins.
    pub(crate) era: Era,
    pub(crate) before: Time,
    pub(crate) after: Time,
    pub(crate) kind: JumpKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JumpKind {
    /// From one source to the other, which shows a time.
    Switched,
    /// To a simulated time that nobody has told yet.
    SwitchedToNothing,
    /// The first time that is told.
    Begun,
    Back,
}

/// Who keeps a deadline.
pub(crate) trait Follows: Send + Sync {
    /// Takes note of a jump, and says whom that wakes. It runs under a lock of the clock's, and none of the user's
    /// code.
    fn jumped(&self, jump: &Jump) -> Option<Waker>;
}

struct Sleeper {
    waker: Waker,
    /// Whether it wakes a task or thread of this crate's: the others are the user's code.
    ours: bool,
}

impl NodeClock {
    /// A clock that shows the system's time.
    pub(crate) fn new(exec: Exec) -> Arc<NodeClock> {
        let (state, switched) = (Mutex::default(), Notify::new());
        Arc::new(NodeClock { exec, mark: AtomicU64::new(0), state, turn: Mutex::new(()), switched })
    }

    /// Writes to the log, which may be blocked, where nothing of the node waits for that.
    pub(crate) fn say(&self, what: impl FnOnce() + Send + 'static) {
        self.exec.say(what);
    }

    pub(crate) fn is_simulated(&self) -> bool {
        self.mark.load(Ordering::Acquire) & 1 == 1
    }

    /// What it shows. Simulated, that is zero until the first time is told.
    pub(crate) fn now(&self) -> Time {
        self.simulated().0.unwrap_or_else(|| self.exec.system_time())
    }

    /// What deadlines go by, and its era: the simulated time, or the steady one.
    pub(crate) fn read(&self) -> (Time, Era) {
        let (simulated, era) = self.simulated();
        (simulated.unwrap_or_else(|| self.exec.now()), era)
    }

    /// The same for who has read the steady time.
    pub(crate) fn read_at(&self, steady: Time) -> (Time, Era) {
        let (simulated, era) = self.simulated();
        (simulated.unwrap_or(steady), era)
    }

    /// The simulated time, while the clock shows that, and the era.
    fn simulated(&self) -> (Option<Time>, Era) {
        let mark = self.mark.load(Ordering::Acquire);
        if mark & 1 == 0 {
            return (None, Era(mark >> 1));
        }
        let state = lock(&self.state);
        (state.simulated.then(|| state.told.unwrap_or(Time::EPOCH)), state.era)
    }

    /// What it showed when `past`, which deadlines go by, had come.
    pub(crate) fn shown_at(&self, past: Time) -> Time {
        if self.is_simulated() { past } else { self.exec.shown_at(past) }
    }

    /// When to look whether it shows `point`, as a deadline, and whether it does; and the era.
    pub(crate) fn look_for(&self, point: Time) -> (Time, bool, Era) {
        let (simulated, era) = self.simulated();
        if let Some(now) = simulated {
            return (point, now >= point, era);
        }
        let left = point.since(self.exec.system_time());
        // Nobody tells when the system's clock is set.
        (self.exec.now() + left.min(LOOK), left.is_zero(), era)
    }

    /// Has the clock's jumps told to `follower`, for as long as it lives.
    pub(crate) fn tell_of_jumps(&self, follower: Weak<dyn Follows>) -> FollowerId {
        let mut state = lock(&self.state);
        state.next_id += 1;
        let id = state.next_id;
        state.followers.insert(id, follower);
        FollowerId(id)
    }

    pub(crate) fn forget(&self, FollowerId(id): FollowerId) {
        let follower = lock(&self.state).followers.remove(&id);
        drop(follower);
    }

    /// Switches to the source that `wanted` names: asked under the clock's turn, so that the last answer counts where
    /// several switch at once.
    pub(crate) fn simulate(&self, wanted: impl FnOnce() -> bool) {
        self.jump(|exec, state| {
            let wanted = wanted();
            if state.simulated == wanted {
                return None;
            }
            let before = state.now(exec);
            state.simulated = wanted;
            let kind = match (wanted, state.told) {
                (true, None) => JumpKind::SwitchedToNothing,
                _ => JumpKind::Switched,
            };
            Some((before, kind))
        });
        self.switched.notify_waiters();
    }

    /// Takes a time from `/clock`.
    pub(crate) fn tell(&self, time: Time) {
        self.jump(|exec, state| {
            let before = state.now(exec);
            let first = state.told.replace(time).is_none();
            match state.simulated {
                true if first => Some((before, JumpKind::Begun)),
                true if time < before => Some((before, JumpKind::Back)),
                _ => None,
            }
        });
    }

    /// Changes the time, and wakes those for whom it has come. Those that follow are told of a jump.
    fn jump(&self, change: impl FnOnce(&Exec, &mut State) -> Option<(Time, JumpKind)>) {
        let turn = lock(&self.turn);
        let (jump, mut woken) = {
            let mut state = lock(&self.state);
            let jump = change(&self.exec, &mut state);
            let jump = jump.map(|(before, kind)| state.jumped(before, kind, &self.exec));
            self.mark.store(state.era.0 << 1 | u64::from(state.simulated), Ordering::Release);
            (jump, state.take_due())
        };
        let mut followers = Vec::new();
        if let Some(jump) = &jump {
            followers = lock(&self.state).living();
            let wakers = followers.iter().filter_map(|follower| follower.jumped(jump));
            woken.extend(wakers.map(|waker| Sleeper { waker, ours: false }));
        }
        drop(turn);
        // May be the last to have them.
        drop(followers);
        woken.into_iter().for_each(|sleeper| self.wake(sleeper));
    }

    fn wake(&self, Sleeper { waker, ours }: Sleeper) {
        match self.exec {
            Exec::Wall(_) if !ours => pool::wake(waker),
            _ => waker.wake(),
        }
    }

    /// Ready when the clock is, or is not, simulated.
    pub(crate) async fn switched_to(&self, simulated: bool) {
        loop {
            let mut notified = std::pin::pin!(self.switched.notified());
            // Registered before the clock is asked, so that no switch falls between.
            notified.as_mut().enable();
            if self.is_simulated() == simulated {
                return;
            }
            notified.await;
        }
    }
}

/// Who follows a clock.
#[derive(Clone, Copy)]
pub(crate) struct FollowerId(u64);

impl State {
    fn now(&self, exec: &Exec) -> Time {
        if self.simulated { self.told.unwrap_or(Time::EPOCH) } else { exec.now() }
    }

    fn jumped(&mut self, before: Time, kind: JumpKind, exec: &Exec) -> Jump {
        self.era = Era(self.era.0 + 1);
        Jump { era: self.era, before, after: self.now(exec), kind }
    }

    /// Those whose simulated time has come; all, where time is not simulated any more.
    fn take_due(&mut self) -> Vec<Sleeper> {
        let told = self.told.unwrap_or(Time::EPOCH);
        let mut due = Vec::new();
        while let Some(first) = self.sleepers.first_entry()
            && (!self.simulated || first.key().0 <= told)
        {
            due.push(first.remove());
        }
        due
    }

    fn living(&mut self) -> Vec<Arc<dyn Follows>> {
        let mut living = Vec::new();
        self.followers.retain(|_, follower| {
            let alive = follower.upgrade();
            let lives = alive.is_some();
            living.extend(alive);
            lives
        });
        living
    }
}

/// Ready when the clock has come to a deadline. It does not know of jumps: who sleeps follows the clock as well.
pub(crate) struct ClockSleep {
    clock: Arc<NodeClock>,
    deadline: Time,
    /// How long after the deadline the next one is likely to be.
    again: Option<Duration>,
    /// While the clock shows the system's time.
    system: Option<super::Sleep>,
    registered: Option<u64>,
}

impl ClockSleep {
    pub(crate) fn new(clock: &Arc<NodeClock>, deadline: Time) -> ClockSleep {
        ClockSleep { clock: clock.clone(), deadline, again: None, system: None, registered: None }
    }

    /// The same for who most likely sleeps again then: until so much later.
    pub(crate) fn again(mut self, again: Option<Duration>) -> ClockSleep {
        self.again = again;
        self
    }

    pub(crate) fn deadline(&self) -> Time {
        self.deadline
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.clock.is_simulated() {
            self.system = None;
            return self.poll_simulated(context);
        }
        self.unregister();
        let (exec, deadline, again) = (&self.clock.exec, self.deadline, self.again);
        let system = self.system.get_or_insert_with(|| exec.sleep_again(deadline, again));
        std::pin::Pin::new(system).poll(context)
    }

    fn poll_simulated(&mut self, context: &mut Context<'_>) -> Poll<()> {
        // Cloned before the lock, and what it replaces is dropped after it: a waker may be the user's.
        let waker = context.waker().clone();
        let sleeper = Sleeper { ours: is_ours(&waker), waker };
        let mut state = lock(&self.clock.state);
        // Where the clock was switched back meanwhile, who sleeps looks again.
        let come = !state.simulated || self.deadline <= state.told.unwrap_or(Time::EPOCH);
        let id = *self.registered.get_or_insert_with(|| {
            state.next_id += 1;
            state.next_id
        });
        let key = (self.deadline, id);
        let replaced = if come { state.sleepers.remove(&key) } else { state.sleepers.insert(key, sleeper) };
        drop(state);
        drop(replaced);
        if come { Poll::Ready(()) } else { Poll::Pending }
    }

    fn unregister(&mut self) {
        if let Some(id) = self.registered.take() {
            let sleeper = lock(&self.clock.state).sleepers.remove(&(self.deadline, id));
            drop(sleeper);
        }
    }
}

impl Drop for ClockSleep {
    fn drop(&mut self) {
        self.unregister();
    }
}
