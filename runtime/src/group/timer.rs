//! Timers: they keep phase, and never burst unless they are told to.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::facts::Missed;
use crate::life::Count;
use crate::rt::lock::{lock, wake};
use crate::rt::node_clock::{ClockSleep, Era, Follows, Jump, JumpKind, NodeClock};
use crate::rt::time::Time;
use crate::transport::Losses;

/// A timer of a node: it can be cancelled, reset, and given another period.
///
/// A timer's callback takes `timer: &Timer`; other callbacks use a field of the node:
/// `#[timer_handle("tick")] tick_timer: Timer`. Clones are the same timer.
#[derive(Clone)]
pub struct Timer {
    core: Arc<TimerCore>,
}

struct TimerCore {
    node: String,
    callback: &'static str,
    clock: Arc<NodeClock>,
    missed: Missed,
    missed_count: Arc<Count>,
    once: bool,
    state: Mutex<TimerState>,
}

struct TimerState {
    period: Duration,
    /// `None` while it is cancelled, or when its only call has come.
    next: Option<Time>,
    /// When it was reset, or called last.
    last: Time,
    /// What these times are of.
    era: Era,
    /// Its clock was switched to one that nobody has told the time yet.
    suspended: bool,
    /// What the newest call was scheduled for.
    scheduled: Option<Time>,
    /// Whether it has begun, or was cancelled before.
    touched: bool,
    /// The group's task, to be told when `next` changes.
    group: Option<Waker>,
    pace: Pace,
}

/// Whether a timer keeps its rate.
#[derive(Default)]
struct Pace {
    /// Since when every call has come too late for the next one.
    behind: Option<Time>,
    /// Whether that was said.
    said: bool,
}

/// A timer that is due waits for its callback. What it misses is counted elsewhere.
impl Losses for TimerCore {
    fn lost(&self) -> u64 {
        0
    }

    fn incompatible(&self) -> u64 {
        0
    }

    fn waiting(&self) -> usize {
        let (now, era) = self.clock.read();
        usize::from(lock(&self.state).is_due(now, era))
    }
}

impl TimerState {
    fn is_due(&self, now: Time, era: Era) -> bool {
        self.next.is_some_and(|due| due <= now && due != Time::LAST) && era == self.era
    }
}

/// For how long a timer has to miss calls before that is said.
const BEHIND: Duration = Duration::from_secs(1);

impl Pace {
    /// Whether it is to be said now that the timer can not keep its rate.
    fn note(&mut self, now: Time, is_late: bool) -> bool {
        if !is_late {
            self.behind = None;
            return false;
        }
        let behind = *self.behind.get_or_insert(now);
        now.since(behind) >= BEHIND && !std::mem::replace(&mut self.said, true)
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").field("callback", &self.core.callback).finish_non_exhaustive()
    }
}

impl Timer {
    /// A timer that is not started yet.
    pub(crate) fn new(
        node: String,
        callback: &'static str,
        clock: Arc<NodeClock>,
        (period, once, missed): (Duration, bool, Missed),
        missed_count: Arc<Count>,
    ) -> Timer {
        let state = Mutex::new(TimerState {
            period,
            next: None,
            last: Time::EPOCH,
            era: Era::default(),
            suspended: false,
            scheduled: None,
            touched: false,
            group: None,
            pace: Pace::default(),
        });
        let core = Arc::new(TimerCore { node, callback, clock, missed, missed_count, once, state });
        let follows: Arc<dyn Follows> = core.clone();
        core.clock.tell_of_jumps(Arc::downgrade(&follows));
        Timer { core }
    }

    pub(crate) fn callback(&self) -> &'static str {
        self.core.callback
    }

    /// What tells whether it waits for its callback, to be asked at any time.
    pub(crate) fn losses(&self) -> Arc<dyn Losses> {
        self.core.clone()
    }

    /// Begins with its group, unless it was cancelled or reset before.
    pub(crate) fn start(&self) {
        if !lock(&self.core.state).touched {
            self.reset();
        }
    }

    /// Stops it. A call that runs goes on. [`reset`](Timer::reset) starts it again.
    pub fn cancel(&self) {
        self.set_next(|_, _| None);
    }

    /// Starts it afresh: the next call comes a full period from now. A one-shot timer fires once more.
    pub fn reset(&self) {
        self.set_next(|state, now| Some(now + state.period));
    }

    /// Gives it another period, from now on. A cancelled timer stays cancelled.
    ///
    /// # Panics
    /// Where the period is zero.
    pub fn set_period(&self, period: Duration) {
        assert!(!period.is_zero(), "a timer's period can not be zero");
        let begun = lock(&self.core.state).touched;
        self.set_next(|state, now| {
            state.period = period;
            state.touched = begun;
            state.next.map(|_| now + period)
        });
    }

    /// Whether it does not run: it was cancelled, or was a one-shot timer and has fired.
    pub fn is_cancelled(&self) -> bool {
        lock(&self.core.state).next.is_none()
    }

    /// The time of the node's clock.
    pub fn now(&self) -> Time {
        self.core.clock.now()
    }

    /// What its newest call was scheduled for, by the clock as it was then: [`now`](Timer::now) is that much later.
    /// `None` before the first.
    pub fn scheduled(&self) -> Option<Time> {
        lock(&self.core.state).scheduled
    }

    /// Its period.
    pub fn period(&self) -> Duration {
        lock(&self.core.state).period
    }

    /// The time to its next call; `None` if there is none, or while its clock waits for the first word of `/clock`.
    pub fn time_until_next(&self) -> Option<Duration> {
        let next = lock(&self.core.state).next.filter(|next| *next != Time::LAST)?;
        Some(next.since(self.core.clock.read().0))
    }

    fn set_next(&self, change: impl FnOnce(&mut TimerState, Time) -> Option<Time>) {
        let mut change = Some(change);
        let group = loop {
            let (now, era) = self.core.clock.read();
            let mut state = lock(&self.core.state);
            // A jump may have come between: what was read was before it.
            if era < state.era {
                continue;
            }
            let Some(change) = change.take() else { break None };
            state.touched = true;
            (state.era, state.last, state.suspended) = (era, now, false);
            state.next = change(&mut state, now);
            break state.group.take();
        };
        if let Some(group) = group {
            wake(group);
        }
    }

    /// Whether its time has come; then the next call is set.
    fn take_due(&self) -> Option<Time> {
        let (now, era) = self.core.clock.read();
        let mut state = lock(&self.core.state);
        let due = state.next.filter(|_| state.is_due(now, era))?;
        (state.scheduled, state.last) = (Some(self.core.clock.shown_at(due)), now);
        let period = state.period;
        if self.core.once {
            state.next = None;
            return Some(due);
        }
        state.next = Some(self.after(due, now, period));
        // Simulated time comes in steps, which may be longer than the period.
        let is_late = due + period <= now && !self.core.clock.is_simulated();
        let cannot_keep_up = state.pace.note(now, is_late);
        drop(state);
        if cannot_keep_up {
            let (node, callback) = (self.core.node.clone(), self.core.callback);
            self.core.clock.say(move || {
                tracing::warn!(
                    node,
                    callback,
                    ?period,
                    "the timer can not keep its rate: its callback takes too long, or others of its group do"
                );
            });
        }
        Some(due)
    }

    fn after(&self, due: Time, now: Time, period: Duration) -> Time {
        let late = now.since(due).as_nanos() / period.as_nanos().max(1);
        let late = u64::try_from(late).unwrap_or(u64::MAX);
        match self.core.missed {
            Missed::Burst => due + period,
            Missed::Delay => {
                self.core.missed_count.add(late);
                now + period
            }
            Missed::Skip => {
                self.core.missed_count.add(late);
                let nanos = (u128::from(late) + 1) * period.as_nanos();
                due + u64::try_from(nanos).map_or(Duration::MAX, Duration::from_nanos)
            }
        }
    }
}

/// As in rcl, but that a switch of the clock leaves what is left of the period.
impl Follows for TimerCore {
    fn jumped(&self, jump: &Jump) -> Option<Waker> {
        let mut state = lock(&self.state);
        if jump.era <= state.era {
            return None;
        }
        state.era = jump.era;
        let next = state.next?;
        let period = state.period;
        match jump.kind {
            JumpKind::Switched if state.suspended => state.begin(jump.after + period, jump.after),
            JumpKind::Switched => state.begin(jump.after + next.since(jump.before), jump.after),
            JumpKind::SwitchedToNothing => {
                (state.next, state.suspended) = (Some(Time::LAST), true);
            }
            JumpKind::Begun if state.suspended => state.begin(jump.after + period, jump.after),
            // It has waited since zero.
            JumpKind::Begun => {}
            JumpKind::Back if jump.after < state.last => state.begin(jump.after + period, jump.after),
            JumpKind::Back => {}
        }
        state.group.take()
    }
}

impl TimerState {
    fn begin(&mut self, next: Time, now: Time) {
        (self.next, self.last, self.suspended) = (Some(next), now, false);
    }
}

/// The timer as its group polls it.
pub(crate) struct Ticks {
    timer: Timer,
    /// Sleeps until the call that it was made for.
    sleep: Option<ClockSleep>,
}

impl Ticks {
    pub(crate) fn new(timer: Timer) -> Ticks {
        Ticks { timer, sleep: None }
    }

    pub(crate) fn timer(&self) -> &Timer {
        &self.timer
    }

    pub(crate) fn poll_tick(&mut self, context: &mut Context<'_>) -> Poll<Timer> {
        loop {
            if self.timer.take_due().is_some() {
                self.sleep = None;
                return Poll::Ready(self.timer.clone());
            }
            // Cloned before the lock, and what it replaces is dropped after it: a waker may be the user's.
            let waker = context.waker().clone();
            let (next, period, _replaced) = {
                let mut state = lock(&self.timer.core.state);
                (state.next, state.period, state.group.replace(waker))
            };
            let Some(next) = next else {
                self.sleep = None;
                return Poll::Pending;
            };
            if self.sleep.as_ref().is_none_or(|sleep| sleep.deadline() != next) {
                let TimerCore { clock, once, .. } = &*self.timer.core;
                self.sleep = Some(ClockSleep::new(clock, next).again((!once).then_some(period)));
            }
            let Some(sleep) = &mut self.sleep else { return Poll::Pending };
            if sleep.poll(context).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
            // Somebody jumps right now, and wakes the group when that is done.
            if lock(&self.timer.core.state).era != self.timer.core.clock.read().1 {
                return Poll::Pending;
            }
        }
    }
}
