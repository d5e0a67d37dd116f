//! Runs layouts past the check, in virtual time, and says of each whether it hung.
#![allow(warnings)]

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::task::Poll;

use rosweave::__private::{call_unchecked, call_unseen, result_unchecked, send_unchecked, send_unseen};
use rosweave::StartError;
use rosweave::prelude::*;
use rosweave::testing::World;

/// A request says how deep the calls may go on.
pub struct Ask;

impl Service for Ask {
    type Request = u32;
    type Response = u32;
}

/// A goal says the same.
pub struct Act;

impl Action for Act {
    type Goal = u32;
    type Result = u32;
    type Feedback = ();
}

/// SplitMix64: what a seed decides beside the order of the steps. One unit runs at a time, so that the
/// throws fall in the same order again.
pub struct Dice {
    state: AtomicU64,
    /// How often a wait is made that may be passed over, in percent.
    percent: u64,
    max_depth: u64,
    /// How many steps of others somebody else's service lets pass, at most.
    slowness: u64,
    /// A bit for each wait that was made.
    made: AtomicU64,
    /// The waits in the order of their first executions.
    order: Mutex<Vec<usize>>,
    /// A bit for each wait that the wait graph was asked about, and for each that it refused.
    answered: AtomicU64,
    refused: AtomicU64,
}

impl Dice {
    fn new(seed: u64, services: usize) -> Dice {
        let (state, made) = (AtomicU64::new(seed), AtomicU64::new(0));
        let mut dice = Dice {
            state,
            percent: 0,
            max_depth: services as u64 + 2,
            slowness: 0,
            made,
            order: Mutex::default(),
            answered: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        };
        dice.slowness = [1, 4, 30][dice.below(3) as usize];
        dice.percent = [50, 75, 90, 100][dice.below(4) as usize];
        dice
    }

    fn below(&self, bound: u64) -> u64 {
        let state = self.state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % bound
    }

    fn depth(&self) -> u32 {
        1 + self.below(self.max_depth) as u32
    }

    /// The wait at `place` is made.
    fn make(&self, place: usize) {
        self.made.fetch_or(1 << place, Ordering::Relaxed);
        let mut order = self.order.lock().unwrap();
        if !order.contains(&place) {
            order.push(place);
        }
    }

    /// The wait graph was asked about the one at `place`.
    fn note(&self, place: usize, is_refused: bool) {
        self.answered.fetch_or(1 << place, Ordering::Relaxed);
        if is_refused {
            self.refused.fetch_or(1 << place, Ordering::Relaxed);
        }
    }
}

/// How the callbacks of a node come to its clients, out of the macros' sight.
pub struct Doors<C>(OnceLock<(Arc<Dice>, C)>);

impl<C> Default for Doors<C> {
    fn default() -> Self {
        Doors(OnceLock::new())
    }
}

impl<C> Doors<C> {
    pub fn open(&self, dice: Arc<Dice>, clients: C) {
        assert!(self.0.set((dice, clients)).is_ok(), "a door opens once");
    }

    fn opened(&self) -> &(Arc<Dice>, C) {
        self.0.get().expect("no callback runs before the doors are open")
    }

    pub fn clients(&self) -> &C {
        &self.opened().1
    }

    pub fn depth(&self) -> u32 {
        self.opened().0.depth()
    }

    /// Whether the wait at `place` is made, or passed over.
    pub fn goes(&self, place: usize, depth: u32) -> bool {
        let dice = &self.opened().0;
        let goes = depth > 0 && dice.below(100) < dice.percent;
        if goes {
            dice.make(place);
        }
        goes
    }

    /// The wait for the result of a goal comes next, at `place`, if the goal was sent. Otherwise nobody ever comes to it.
    pub fn comes(&self, place: usize, is_sent: bool) {
        let dice = &self.opened().0;
        match is_sent {
            true => dice.make(place),
            false => drop(dice.made.fetch_or(1 << place, Ordering::Relaxed)),
        }
    }

    /// The wait at `place` has ended.
    pub fn answered(&self, place: usize, answer: Result<u32, CallError>) {
        self.opened().0.note(place, matches!(answer, Err(CallError::WouldDeadlock { .. })));
    }

    /// So has one of an action.
    pub fn asked<T>(&self, place: usize, answer: &Result<T, ActionError>) {
        let refused = matches!(answer, Err(ActionError::Call(CallError::WouldDeadlock { .. })));
        self.opened().0.note(place, refused);
    }
}

/// A layout that can be run.
pub struct Printed {
    /// The callbacks that are subscriptions, by their places.
    topics: &'static [usize],
    services: usize,
    actions: usize,
    waits: usize,
    start: fn(&World, Arc<Dice>) -> Result<Box<dyn Any>, StartError>,
}

/// The world around a layout: it starts any callback, at the instant at which the timers do.
#[node]
struct Outside {
    #[client("s0")]
    s0: Client<Ask, Io>,
    #[client("s1")]
    s1: Client<Ask, Io>,
    #[client("s2")]
    s2: Client<Ask, Io>,
    #[client("s3")]
    s3: Client<Ask, Io>,
    #[client("s4")]
    s4: Client<Ask, Io>,
    #[client("s5")]
    s5: Client<Ask, Io>,
    #[action_client("a0")]
    a0: ActionClient<Act, Io>,
    #[publisher("cb0")]
    cb0: Publisher<u32>,
    #[publisher("cb1")]
    cb1: Publisher<u32>,
    #[publisher("cb2")]
    cb2: Publisher<u32>,
    #[publisher("cb3")]
    cb3: Publisher<u32>,
    #[publisher("cb4")]
    cb4: Publisher<u32>,
    #[publisher("cb5")]
    cb5: Publisher<u32>,
    plan: Mutex<Vec<Start>>,
    dice: OnceLock<Arc<Dice>>,
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

/// A start from outside.
struct Start {
    what: What,
    depth: u32,
    /// How many steps of others it lets pass, at least.
    pause: u64,
}

enum What {
    Topic(usize),
    Service(usize),
    Goal,
}

#[node]
impl Outside {
    #[timer("1s", once)]
    #[group(Io)]
    async fn begin(&self, cx: &AsyncCx<Io>) {
        let plan = std::mem::take(&mut *self.plan.lock().unwrap());
        for Start { what, depth, pause } in plan {
            for _ in 0..pause {
                step_back().await;
            }
            match what {
                What::Topic(place) => {
                    let topics = [&self.cb0, &self.cb1, &self.cb2, &self.cb3, &self.cb4, &self.cb5];
                    topics[place].publish(depth).unwrap();
                }
                What::Goal => {
                    let client = self.a0.clone();
                    cx.spawn(move |cx| async move {
                        if let Ok(goal) = client.send(&cx, depth).await {
                            goal.detach();
                        }
                    });
                }
                What::Service(service) => {
                    let services = [&self.s0, &self.s1, &self.s2, &self.s3, &self.s4, &self.s5];
                    let client = services[service].clone();
                    cx.spawn(move |cx| async move {
                        let _ = client.call(&cx, depth).await;
                    });
                }
            }
        }
    }

    /// Somebody else's service. It is slow in some runs, so that more waits meet.
    #[service("ext", type = Ask)]
    #[group(Io)]
    async fn ext(&self, depth: u32) -> u32 {
        let dice = self.dice.get().unwrap();
        for _ in 0..dice.below(dice.slowness) {
            step_back().await;
        }
        depth
    }
}

/// Lets others run.
async fn step_back() {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

/// Who starts how often, in which order, how far apart.
fn plan(printed: &Printed, dice: &Dice) -> Vec<Start> {
    let topics = printed.topics.iter().map(|place| What::Topic(*place));
    let services = (0..printed.services).map(What::Service);
    let goals = (0..printed.actions).map(|_| What::Goal);
    let mut plan = Vec::new();
    let apart = [1, 4, 12][dice.below(3) as usize];
    for what in topics.chain(services).chain(goals) {
        for _ in 0..[0, 1, 1, 2, 3][dice.below(5) as usize] {
            let what = match what {
                What::Topic(place) => What::Topic(place),
                What::Service(service) => What::Service(service),
                What::Goal => What::Goal,
            };
            let start = Start { what, depth: dice.depth(), pause: dice.below(apart) };
            plan.insert(dice.below(plan.len() as u64 + 1) as usize, start);
        }
    }
    plan
}

/// How one run ended.
struct Run {
    hang: Option<rosweave::Hang>,
    made: u64,
    /// Where the wait graph was asked: the waits in the order of their first executions, `!` before a refused one.
    order: Option<String>,
}

fn run(printed: &Printed, seed: u64) -> rosweave::Result<Run> {
    let world = World::new(seed);
    let dice = Arc::new(Dice::new(seed, printed.services + printed.actions));
    let _node = (printed.start)(&world, dice.clone())?;
    let outside = world.start::<Outside>()?;
    *outside.node().plan.lock().unwrap() = plan(printed, &dice);
    outside.node().dice.set(dice.clone());
    // All timers go off at one instant, and nobody sleeps after it: an error is quiescence, no time limit.
    let hang = world.advance(Duration::from_secs(2)).err();
    let refused = dice.refused.load(Ordering::Relaxed);
    let shown = |place: &usize| format!("{}{place}", if refused & 1 << place == 0 { "" } else { "!" });
    let order: Vec<String> = dice.order.lock().unwrap().iter().map(shown).collect();
    let asked = dice.answered.load(Ordering::Relaxed) != 0;
    Ok(Run { hang, made: dice.made.load(Ordering::Relaxed), order: asked.then(|| order.join(".")) })
}

/// A line for the test that reads it: the layout, what became of it, and how many seeds that took.
fn judge(name: &str, printed: &Printed, seeds: u64) -> String {
    let (mut made, mut orders) = (0, BTreeSet::new());
    for seed in 0..seeds {
        match run(printed, seed) {
            Err(error) => return format!("{name} failed {seed} {error}"),
            Ok(run) => {
                made |= run.made;
                orders.extend(run.order);
                if let Some(hang) = run.hang {
                    return format!("{name} hung {} {}", seed + 1, hang.to_string().replace('\n', ";"));
                }
            }
        }
    }
    let missed = printed.waits as u32 - made.count_ones();
    let orders: Vec<String> = orders.into_iter().collect();
    let orders = if orders.is_empty() { String::new() } else { format!(": {}", orders.join(" ")) };
    format!("{name} ran {seeds} with {missed} waits never made{orders}")
}

fn main() {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((name, printed, seeds)) = LAYOUTS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    println!("{}", judge(name, printed, *seeds));
                }
            });
        }
    });
}
