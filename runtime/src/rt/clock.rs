//! The keeper's clock: a thread that sleeps until the next deadline, and wakes whoever waits for it.
//!
//! It is the only thing of this crate that sleeps in wall time: `tokio::time` is a wheel of milliseconds, and its
//! driver lives in a thread that may be inside user code. While no deadline is set it does not wake up at all.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::sync::lock;
use super::tasks::is_ours;

static CLOCK: Clock = Clock::new();

struct Clock {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    sleepers: BTreeMap<(Instant, u64), Sleeper>,
    next_id: u64,
    /// When to look after the pool, and how.
    look: Option<(Instant, fn())>,
    /// When whoever was woken is going to be back and want to be woken again. The thread does not sleep longer, so it
    /// need not be woken to be told.
    expected: Option<Instant>,
    /// What the thread sleeps until; `None` for ever.
    sleeps_until: Option<Instant>,
    runs: bool,
}

struct Sleeper {
    waker: Waker,
    /// How it is woken where that is the user's code. `None`: it wakes a task or thread of this crate's.
    wake_elsewhere: Option<fn(Waker)>,
    /// How long after its deadline it is expected to have the next one.
    again: Option<Duration>,
}

/// What has come due.
#[derive(Default)]
struct Due {
    sleepers: Vec<Sleeper>,
    look: Option<fn()>,
}

impl Due {
    fn is_empty(&self) -> bool {
        self.sleepers.is_empty() && self.look.is_none()
    }
}

impl State {
    fn next(&self) -> Option<Instant> {
        let sleeper = self.sleepers.first_key_value().map(|((deadline, _), _)| *deadline);
        [sleeper, self.look.map(|(at, _)| at)].into_iter().flatten().min()
    }

    fn take_due(&mut self, now: Instant) -> Due {
        let mut due = Due::default();
        self.expected = self.expected.filter(|at| *at > now);
        while let Some(entry) = self.sleepers.first_entry()
            && entry.key().0 <= now
        {
            let ((deadline, _), sleeper) = entry.remove_entry();
            let again = sleeper.again.map(|period| deadline + period).filter(|again| *again > now);
            self.expected = [self.expected, again].into_iter().flatten().min();
            due.sleepers.push(sleeper);
        }
        due.look = self.look.take_if(|(at, _)| *at <= now).map(|(_, look)| look);
        due
    }
}

impl Clock {
    const fn new() -> Clock {
        let state = State {
            sleepers: BTreeMap::new(),
            next_id: 0,
            look: None,
            expected: None,
            sleeps_until: None,
            runs: false,
        };
        Clock { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Changes what is waited for, and wakes the thread if it would oversleep.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = lock(&self.state);
        let output = change(&mut state);
        let next = state.next();
        if !state.runs {
            state.runs = start();
        } else if let Some(next) = next
            && state.sleeps_until.is_none_or(|until| next < until)
        {
            // Said here, so that the next one to come does not wake the thread once more.
            state.sleeps_until = Some(next);
            drop(state);
            self.changed.notify_one();
        }
        output
    }

    fn run(&self) {
        let mut state = lock(&self.state);
        loop {
            let now = Instant::now();
            let due = state.take_due(now);
            if !due.is_empty() {
                drop(state);
                attend(due);
                state = lock(&self.state);
                continue;
            }
            state.sleeps_until = [state.next(), state.expected].into_iter().flatten().min();
            state = match state.sleeps_until {
                Some(next) => state.wait_timeout(&self.changed, next - now),
                None => state.wait(&self.changed),
            };
        }
    }
}

/// Starts the thread. Without one the pool goes on, and everything that waits for the time waits for ever: who
/// starts a node is told before.
fn start() -> bool {
    let thread = std::thread::Builder::new().name("rosweave-keeper".to_owned()).spawn(|| {
        sharpen();
        CLOCK.run();
    });
    thread.is_ok()
}

/// Asks the system not to put off this thread's wake-ups: by default they come up to 50 us late.
fn sharpen() {
    #[cfg(target_os = "linux")]
    {
        // Where it is refused, time is as sharp as the system has it.
        let _ = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
    }
}

fn attend(due: Due) {
    for Sleeper { waker, wake_elsewhere, .. } in due.sleepers {
        match wake_elsewhere {
            None => waker.wake(),
            Some(wake) => wake(waker),
        }
    }
    if let Some(look) = due.look {
        look();
    }
}

/// Has the pool looked after in a moment, by `look`.
pub(super) fn look_in(time: Duration, look: fn()) {
    CLOCK.change(|state| {
        state.look.get_or_insert_with(|| (Instant::now() + time, look));
    });
}

/// Ready when its deadline has come.
pub(super) struct Sleep {
    deadline: Instant,
    again: Option<Duration>,
    wake_elsewhere: fn(Waker),
    registered: Option<u64>,
}

impl Sleep {
    /// `again` is how long afterwards the next one is expected to be due, where there will be one. A waker that is the
    /// user's is woken by `wake_elsewhere`, off the keeper's thread.
    pub(super) fn new(deadline: Instant, again: Option<Duration>, wake_elsewhere: fn(Waker)) -> Sleep {
        Sleep { deadline, again, wake_elsewhere, registered: None }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.deadline {
            self.unregister();
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        let wake_elsewhere = (!is_ours(&waker)).then_some(self.wake_elsewhere);
        let sleeper = Sleeper { waker, wake_elsewhere, again: self.again };
        let (deadline, registered) = (self.deadline, &mut self.registered);
        let before = CLOCK.change(|state| {
            let id = *registered.get_or_insert_with(|| {
                state.next_id += 1;
                state.next_id
            });
            state.sleepers.insert((deadline, id), sleeper)
        });
        // A waker may be the user's, and so is its `Drop`.
        drop(before);
        Poll::Pending
    }

    fn unregister(&mut self) {
        if let Some(id) = self.registered.take() {
            let before = lock(&CLOCK.state).sleepers.remove(&(self.deadline, id));
            drop(before);
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.unregister();
    }
}
