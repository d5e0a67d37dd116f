//! An executable model of how groups run (the design's section 3), and a walk through all its schedules.
//!
//! It knows nothing of the rule: no resources, no graph, no cycle. It starts callbacks where their groups let
//! it, sends requests, routes replies, and looks whether somebody is left who can never go on.
//!
//! # What a step is
//! - Anybody starts a callback whose group admits it: an exclusive group one at a time, a capped one up
//!   to its cap, a plain reentrant one always. Handlers too: an outside caller may send any request.
//! - A callback runs until it waits or ends. It may pass any of its waits over, since no wait of these
//!   layouts is certain ([`Passing`] can forbid it). Nothing is lost by making this one step with what
//!   started it: to send a request or to end never prevents another's step, so a schedule that delays it
//!   reaches no other final state.
//! - A group that admits it takes a request from its queue, in any order, and starts the handler. Somebody
//!   else's service answers at once.
//! - A group routes a reply of one of its clients, and the callback that waited goes on. An exclusive
//!   group does not while a sync callback of it runs. All other groups always do.
//!
//! # What a deadlock is
//! A reachable state in which callbacks run and none of the steps above is possible, new starts apart. A new
//! start takes a place and gives back only that one, so it helps nobody who waits: these callbacks can never
//! go on. Conversely, if a callback can never go on from some state, let all others run and pass every wait
//! over: that ends, in a state of this kind with the callback in it. Recursion among reentrant handlers is
//! none: somebody can always go on.
//!
//! # Why the bounds suffice
//! Callbacks start any number of times one after another: a state holds only those that run now. How many
//! run at once is bounded by the group itself if it is exclusive or capped. In a plain reentrant group,
//! where nothing bounds it, [`Bounds`] does. Take a final state, and for each callback in it whom it waits
//! for: the callback that freezes the client's group, those that fill the handler's group, or the handler
//! of its own request. A callback of a plain reentrant group that nobody called is waited for by nobody:
//! one at a time is enough, or none. Where a chain of requests comes twice to one handler in such a group,
//! the first of these runs could have waited as the second does: each handler once in a chain is enough.
//! The test `wider_bounds_change_nothing` tries more of both. Caps are small for the same reason: a cap of
//! n is filled by n copies of one waiting callback. The tests compare caps of 1 and 2.
//!
//! # Goals
//! A goal is sent to the keeper, which answers at once whatever the groups do, and executed by a callback, which starts
//! as a service's handler does: when its group admits it. So waiting for a result is here a request to the execution.
//! That a goal may begin before anybody waits for its result, or without that, adds nothing: anybody may start an
//! execution at any time, and where one is stuck, a later one can come to be stuck at the same wait. Cancelling is a
//! request to the keeper, and no step of anybody else's: who executes may pay no heed to it, and nobody has to cancel
//! what waits in a queue. How a group that is busy treats further goals is left out for the same reason, for a goal that
//! was taken is executed or ended by somebody's end, and one that was refused is waited for by nobody (hence the one
//! exception that the design states: an execution that sends its own action a goal, which is refused).
//!
//! What a bound cuts off still counts as a possible step, so that no bound makes a deadlock.

use std::collections::HashSet;
use std::ops::Range;

use rosweave::analysis::{Awaited, GroupKind, WaitMode};

use super::layout::Layout;

/// How many callbacks may run at once, and how much is explored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Runs of one plain reentrant group's callbacks that no request of the layout started.
    pub(crate) reentrant_starts: usize,
    /// How often one handler of a plain reentrant group may occur in a chain of requests.
    pub(crate) repeats: usize,
    /// Whether waits may be passed over.
    pub(crate) passing: Passing,
    /// States after which the walk gives up.
    pub(crate) states: usize,
}

impl Bounds {
    /// What suffices (see above), and more states than any layout of the exhaustive runs has.
    pub(crate) const ENOUGH: Bounds =
        Bounds { reentrant_starts: 1, repeats: 1, passing: Passing::Allowed, states: 1_000_000 };
}

/// Whether a run of a callback may pass a wait over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// As in most callbacks: a wait stands behind a condition.
    Allowed,
    /// Every run comes to every wait.
    Never,
}

/// What the walk found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No schedule comes to a state in which somebody can never go on.
    Runs,
    /// Some schedule does.
    Hangs,
    /// There were more states than the bound.
    Unknown,
}

/// Walks through all schedules of `layout`, where `caps` has for each group how many of its callbacks run at
/// once if it is capped.
///
/// # Panics
/// Where the layout has more waits than [`Chain`] can name.
pub(crate) fn explore(layout: &Layout, caps: &[usize], bounds: Bounds) -> Outcome {
    let model = Model::new(layout, caps, bounds);
    let mut seen = HashSet::from([State::new()]);
    let mut open = vec![State::new()];
    let mut found = Vec::new();
    while let Some(state) = open.pop() {
        if !model.goes_on(&state, &mut found) && !state.is_empty() {
            return Outcome::Hangs;
        }
        model.starts(&state, &mut found);
        for next in found.drain(..) {
            if !seen.contains(&next) {
                seen.insert(next.clone());
                open.push(next);
            }
        }
        if seen.len() > bounds.states {
            return Outcome::Unknown;
        }
    }
    Outcome::Runs
}

/// A callback that somebody started, the handler of its request, the handler of that one's, ..: the
/// wait at which each of them is, outermost first, and how far the innermost request has come.
///
/// Every callback of a state waits (see "What a step is"), for one request at a time, and a handler
/// serves one request. So these chains are the whole state. A chain is a number, for speed: four bits a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Chain(u64);

/// The chains of the callbacks that run, sorted: which of two equal ones is which plays no part.
type State = Vec<Chain>;

impl Chain {
    const ANSWERED: u64 = 1 << 63;
    const EMPTY: Chain = Chain(0);
    const MAX_WAITS: usize = 15;
    const MAX_LEN: usize = 15;

    fn len(self) -> usize {
        (64 - (self.0 & !Chain::ANSWERED).leading_zeros() as usize).div_ceil(4)
    }

    /// The waits, innermost first.
    fn waits(self) -> impl Iterator<Item = usize> {
        let bits = self.0 & !Chain::ANSWERED;
        (0..self.len()).map(move |place| (bits >> (4 * place) & 15) as usize - 1)
    }

    fn innermost(self) -> usize {
        (self.0 & 15) as usize - 1
    }

    fn outermost(self) -> usize {
        self.waits().last().expect("a chain has a wait")
    }

    /// Whether the innermost request is answered, and its reply not yet delivered.
    fn is_answered(self) -> bool {
        self.0 & Chain::ANSWERED != 0
    }

    fn answered(self) -> Chain {
        Chain(self.0 | Chain::ANSWERED)
    }

    fn push(self, wait: usize) -> Chain {
        Chain((self.0 & !Chain::ANSWERED) << 4 | (wait as u64 + 1))
    }

    fn pop(self) -> Chain {
        Chain((self.0 & !Chain::ANSWERED) >> 4)
    }
}

/// What the model asks about a wait, looked up once.
struct Wait {
    group: usize,
    blocks: bool,
    client_group: usize,
    /// The handler that has to answer; none for somebody else's service.
    handler: Option<usize>,
    /// The waits that the same callback may come to afterwards.
    later: Range<usize>,
}

struct Callback {
    group: usize,
    waits: Range<usize>,
}

struct Model<'a> {
    groups: &'a [GroupKind],
    caps: &'a [usize],
    callbacks: Vec<Callback>,
    waits: Vec<Wait>,
    bounds: Bounds,
}

impl<'a> Model<'a> {
    fn new(layout: &'a Layout, caps: &'a [usize], bounds: Bounds) -> Self {
        let (groups, callbacks, waits) = (&layout.groups, Vec::new(), Vec::new());
        let mut model = Model { groups, caps, callbacks, waits, bounds };
        for callback in &layout.callbacks {
            let first = model.waits.len();
            let end = first + callback.waits.len();
            for wait in &callback.waits {
                let client = layout.clients[wait.client.0];
                // Whether a goal is taken, or cancelled, the keeper says, and at once.
                let target = client.target.filter(|_| wait.awaited == Awaited::Handler);
                model.waits.push(Wait {
                    group: callback.group.0,
                    blocks: callback.mode == WaitMode::Blocking,
                    client_group: client.group.0,
                    handler: target.map(|service| layout.handler(service).0),
                    later: model.waits.len() + 1..end,
                });
            }
            model.callbacks.push(Callback { group: callback.group.0, waits: first..end });
        }
        assert!(model.waits.len() <= Chain::MAX_WAITS, "a chain cannot name so many waits");
        model
    }

    /// Of the waits that a callback has before it, those that it may come to next.
    fn next_waits(&self, ahead: &Range<usize>) -> Range<usize> {
        match self.bounds.passing {
            Passing::Allowed => ahead.clone(),
            Passing::Never => ahead.start..ahead.end.min(ahead.start + 1),
        }
    }

    /// Whether a callback may end with these waits before it.
    fn may_end(&self, ahead: &Range<usize>) -> bool {
        self.bounds.passing == Passing::Allowed || ahead.is_empty()
    }

    /// The states after a step of the callbacks that run already; whether there is any such step.
    fn goes_on(&self, state: &State, found: &mut Vec<State>) -> bool {
        let mut any = false;
        for (place, chain) in state.iter().enumerate() {
            let wait = &self.waits[chain.innermost()];
            if chain.is_answered() {
                if self.routes(state, wait.client_group) {
                    any = true;
                    self.deliver(state, place, found);
                }
            } else if let Some(handler) = wait.handler
                && self.admits(state, self.callbacks[handler].group)
            {
                any = true;
                self.handle(state, place, handler, found);
            }
        }
        any
    }

    /// The states after anybody has started any callback.
    fn starts(&self, state: &State, found: &mut Vec<State>) {
        for callback in &self.callbacks {
            let free = match self.groups[callback.group] {
                GroupKind::Reentrant => self.started(state, callback.group) < self.bounds.reentrant_starts,
                GroupKind::Exclusive | GroupKind::Capped => self.admits(state, callback.group),
            };
            if free {
                for wait in self.next_waits(&callback.waits) {
                    found.push(with(state, None, self.send(Chain::EMPTY, wait)));
                }
            }
        }
    }

    /// The reply reaches the innermost callback of a chain: it comes to a later wait, or ends.
    fn deliver(&self, state: &State, place: usize, found: &mut Vec<State>) {
        let chain = state[place];
        let (outer, later) = (chain.pop(), &self.waits[chain.innermost()].later);
        for wait in self.next_waits(later) {
            found.push(with(state, Some(place), self.send(outer, wait)));
        }
        if self.may_end(later) {
            let outer = if outer == Chain::EMPTY { outer } else { outer.answered() };
            found.push(with(state, Some(place), outer));
        }
    }

    /// A group takes the innermost request of a chain: the handler comes to a wait, or answers.
    fn handle(&self, state: &State, place: usize, handler: usize, found: &mut Vec<State>) {
        let chain = state[place];
        let Callback { group, ref waits } = self.callbacks[handler];
        let repeats = chain.waits().filter(|wait| waits.contains(wait)).count();
        let bounded = self.groups[group] != GroupKind::Reentrant || repeats < self.bounds.repeats;
        if bounded && chain.len() < Chain::MAX_LEN {
            for wait in self.next_waits(waits) {
                found.push(with(state, Some(place), self.send(chain, wait)));
            }
        }
        if self.may_end(waits) {
            found.push(with(state, Some(place), chain.answered()));
        }
    }

    /// The chain whose innermost callback has come to `wait` and sent its request.
    fn send(&self, outer: Chain, wait: usize) -> Chain {
        let chain = outer.push(wait);
        if self.waits[wait].handler.is_none() { chain.answered() } else { chain }
    }

    /// Whether a group starts one more callback.
    fn admits(&self, state: &State, group: usize) -> bool {
        match self.groups[group] {
            GroupKind::Exclusive => self.running(state, group).count() == 0,
            GroupKind::Capped => self.running(state, group).count() < self.caps[group],
            GroupKind::Reentrant => true,
        }
    }

    /// Whether a group hands replies to those who wait for them.
    fn routes(&self, state: &State, group: usize) -> bool {
        let frozen = |wait: usize| self.waits[wait].blocks;
        self.groups[group] != GroupKind::Exclusive || !self.running(state, group).any(frozen)
    }

    /// The waits at which the callbacks of a group are.
    fn running<'s>(&'s self, state: &'s State, group: usize) -> impl Iterator<Item = usize> + 's {
        state.iter().flat_map(|chain| chain.waits()).filter(move |wait| self.waits[*wait].group == group)
    }

    /// How many callbacks of a group run that no request of the layout started.
    fn started(&self, state: &State, group: usize) -> usize {
        state.iter().filter(|chain| self.waits[chain.outermost()].group == group).count()
    }
}

/// `state` with `chain` in place of the one at `place`, or added; an empty chain is none.
fn with(state: &State, place: Option<usize>, chain: Chain) -> State {
    let mut next = Vec::with_capacity(state.len() + 1);
    next.extend(state.iter().enumerate().filter(|(other, _)| Some(*other) != place).map(|(_, chain)| *chain));
    if chain != Chain::EMPTY {
        let place = next.partition_point(|other| *other < chain);
        next.insert(place, chain);
    }
    next
}
