//! A sleep of a callback on its node's clock, which may be simulated, jump and be switched away.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::lock::lock;
use super::node_clock::{ClockSleep, Era, FollowerId, Follows, Jump, JumpKind, NodeClock};
use super::time::Time;

/// Ready when the clock has come so far; an error where it is another clock before.
pub(crate) struct Nap {
    clock: Arc<NodeClock>,
    core: Arc<Core>,
    follower: FollowerId,
    sleep: ClockSleep,
}

/// The node's clock was switched between the system's time and `/clock`: a point of the one is none of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SwitchedAway;

struct Core(Mutex<State>);

struct State {
    era: Era,
    goal: Goal,
    waker: Option<Waker>,
}

#[derive(Clone, Copy)]
enum Goal {
    /// The end of a span, which goes on where the clock is another one.
    End(Time),
    /// What is left of a span, until the clock shows a time.
    Left(Duration),
    /// A point of what deadlines go by.
    Point(Time),
    /// A point of what the clock shows.
    Shown(Time),
    Gone,
}

impl Nap {
    /// Sleeps for a span.
    pub(crate) fn span(clock: &Arc<NodeClock>, span: Duration) -> Nap {
        Nap::new(clock, |now| Goal::End(now + span))
    }

    /// Sleeps up to a point of what deadlines go by.
    pub(crate) fn up_to(clock: &Arc<NodeClock>, point: Time) -> Nap {
        Nap::new(clock, |_| Goal::Point(point))
    }

    /// Sleeps until the clock shows a time.
    pub(crate) fn until_shown(clock: &Arc<NodeClock>, time: Time) -> Nap {
        Nap::new(clock, |_| Goal::Shown(time))
    }

    fn new(clock: &Arc<NodeClock>, goal: impl Fn(Time) -> Goal) -> Nap {
        let state = State { era: Era::default(), goal: Goal::Gone, waker: None };
        let core = Arc::new(Core(Mutex::new(state)));
        let follows: Arc<dyn Follows> = core.clone();
        let follower = clock.tell_of_jumps(Arc::downgrade(&follows));
        loop {
            let (now, era) = clock.read();
            let mut state = lock(&core.0);
            // A jump may have come between: what was read was before it.
            if era >= state.era {
                (state.era, state.goal) = (era, goal(now));
                break;
            }
        }
        Nap { sleep: ClockSleep::new(clock, Time::LAST), clock: clock.clone(), core, follower }
    }
}

impl Nap {
    /// Whether it was polled since the clock's last jump, and no jump is under way: whoever has polled it is woken by it.
    pub(crate) fn sleeps_in(&self, era: Era) -> bool {
        let state = lock(&self.core.0);
        // A jump takes the waker away.
        state.era == era && state.waker.is_some()
    }
}

impl Goal {
    /// When to look, as a deadline, and whether it has come; and the era of that.
    fn look(self, clock: &NodeClock) -> (Time, bool, Era) {
        let deadline = match self {
            Goal::Shown(time) => return clock.look_for(time),
            Goal::End(deadline) | Goal::Point(deadline) => deadline,
            Goal::Left(_) | Goal::Gone => Time::LAST,
        };
        let (now, era) = clock.read();
        (deadline, now >= deadline && deadline != Time::LAST, era)
    }

    fn after(self, jump: &Jump) -> Goal {
        match (self, jump.kind) {
            (Goal::Point(_) | Goal::Shown(_), JumpKind::Switched | JumpKind::SwitchedToNothing) => Goal::Gone,
            (Goal::End(end), JumpKind::Switched) => Goal::End(jump.after + end.since(jump.before)),
            (Goal::End(end), JumpKind::SwitchedToNothing) => Goal::Left(end.since(jump.before)),
            (Goal::Left(left), JumpKind::Switched | JumpKind::Begun) => Goal::End(jump.after + left),
            (goal, _) => goal,
        }
    }
}

impl Follows for Core {
    fn jumped(&self, jump: &Jump) -> Option<Waker> {
        let mut state = lock(&self.0);
        if jump.era <= state.era {
            return None;
        }
        state.era = jump.era;
        state.goal = state.goal.after(jump);
        state.waker.take()
    }
}

impl Future for Nap {
    type Output = Result<(), SwitchedAway>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let nap = &mut *self;
        loop {
            let waker = context.waker().clone();
            let (goal, of, _replaced) = {
                let mut state = lock(&nap.core.0);
                (state.goal, state.era, state.waker.replace(waker))
            };
            if matches!(goal, Goal::Gone) {
                return Poll::Ready(Err(SwitchedAway));
            }
            let (deadline, has_come, era) = goal.look(&nap.clock);
            // Somebody jumps right now, and wakes it when that is done.
            if of != era {
                return Poll::Pending;
            }
            if has_come {
                return Poll::Ready(Ok(()));
            }
            if nap.sleep.deadline() != deadline {
                nap.sleep = ClockSleep::new(&nap.clock, deadline);
            }
            if nap.sleep.poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Nap {
    fn drop(&mut self) {
        self.clock.forget(self.follower);
    }
}
