//! The rule once more, written down anew, and the ways to get it wrong.
//!
//! The tests cannot edit the analysis. So they keep this second copy: without a mutation it has to agree with
//! the analysis, and with any of them it has to disagree with the model somewhere in the sample that CI
//! compares. That shows that the sample would notice such a fault in the analysis itself. The copy shares no
//! code with the analysis and searches in another way: it closes the whole graph at once, over bit sets.

use rosweave::analysis::{Awaited, GroupId, GroupKind, ServiceId, WaitMode};

use super::layout::{Callback, Client, Layout};

/// One fault in the rule.
///
/// (To turn all edges round is none: the cycles stay. Hence `SwapHeldAndNeeded`, which exchanges the sides.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutation {
    /// Forget the edges to the task of a client's group.
    DropTaskNeeded,
    /// Forget the edges to the turn of a handler's group.
    DropTurnNeeded,
    /// Forget that a blocking callback holds its group's task.
    DropTaskHeld,
    /// Forget that a callback holds its group's turn.
    DropTurnHeld,
    /// There is no `answer`, neither held nor needed.
    DropAnswer,
    /// A handler does not hold its `answer`.
    DropAnswerHeld,
    /// An edge is dropped: of a callback's waits only the last one counts.
    OnlyLastWait,
    /// An edge is dropped: of what a wait needs, only the first counts.
    OnlyFirstNeeded,
    /// What a wait needs is taken from the callback's group, what it holds from the client.
    SwapHeldAndNeeded,
    /// What routes the replies is taken to be the callback's group, not the client's.
    ClientInCallersGroup,
    /// A plain reentrant group is taken to be exclusive.
    IgnoreReentrancy,
    /// A capped group is taken to be plain reentrant.
    IgnoreCaps,
    /// A capped group is taken to be exclusive.
    CapsAsExclusive,
    /// The services of composed nodes are taken to answer always.
    SkipOwnServices,
    /// Services in the waiting callback's own group are taken to answer always.
    SkipServicesOfOwnGroup,
    /// `.await` is taken to block.
    AwaitAsBlocking,
    /// A blocking call is taken to be awaited.
    BlockingAsAwait,
    /// Only cycles of length one count.
    OnlySelfCycles,
    /// Only cycles of at most two resources count.
    OnlyShortCycles,
    /// A cycle of `answer`s alone counts.
    RecursionIsDeadlock,
    /// Only cycles through a task count.
    IgnoreTurnCycles,
    /// Only cycles through a turn count.
    IgnoreTaskCycles,
    /// A handler is taken to be started by nobody but a waiting client: it holds nothing on its own.
    HandlersHoldNothing,
    /// A handler in an exclusive or capped group holds an `answer` in place of the turn.
    AnswerForEveryHandler,
    /// To send a goal is taken to need what its result does.
    GoalNeedsExecution,
    /// To send a goal is taken to need nothing: the keeper of the client delivers the answer.
    GoalNeedsNothing,
    /// A goal's result is taken to come from the keeper.
    ResultNeedsNoExecution,
    /// What comes back from an action is taken to need no group that delivers it.
    ActionsDeliverThemselves,
    /// The execution of a goal is taken to be started by nobody but a waiting client: it holds nothing on its own.
    ExecutionsHoldNothing,
}

impl Mutation {
    pub(crate) const ALL: [Mutation; 29] = [
        Mutation::DropTaskNeeded,
        Mutation::DropTurnNeeded,
        Mutation::DropTaskHeld,
        Mutation::DropTurnHeld,
        Mutation::DropAnswer,
        Mutation::DropAnswerHeld,
        Mutation::OnlyLastWait,
        Mutation::OnlyFirstNeeded,
        Mutation::SwapHeldAndNeeded,
        Mutation::ClientInCallersGroup,
        Mutation::IgnoreReentrancy,
        Mutation::IgnoreCaps,
        Mutation::CapsAsExclusive,
        Mutation::SkipOwnServices,
        Mutation::SkipServicesOfOwnGroup,
        Mutation::AwaitAsBlocking,
        Mutation::BlockingAsAwait,
        Mutation::OnlySelfCycles,
        Mutation::OnlyShortCycles,
        Mutation::RecursionIsDeadlock,
        Mutation::IgnoreTurnCycles,
        Mutation::IgnoreTaskCycles,
        Mutation::HandlersHoldNothing,
        Mutation::AnswerForEveryHandler,
        Mutation::GoalNeedsExecution,
        Mutation::GoalNeedsNothing,
        Mutation::ResultNeedsNoExecution,
        Mutation::ActionsDeliverThemselves,
        Mutation::ExecutionsHoldNothing,
    ];
}

/// Whether the copy of the rule, with `mutation` if there is one, takes `layout` to deadlock.
pub(crate) fn deadlocks(layout: &Layout, mutation: Option<Mutation>) -> bool {
    let mut graph = Graph::default();
    let rule = Rule { layout, mutation };
    for callback in &layout.callbacks {
        let dropped =
            if rule.has(Mutation::OnlyLastWait) { callback.waits.len().saturating_sub(1) } else { 0 };
        for wait in &callback.waits[dropped..] {
            let client = layout.clients[wait.client.0];
            graph.connect(rule.held(callback, client), rule.needed(callback, client, wait.awaited));
        }
    }
    match mutation {
        Some(Mutation::OnlySelfCycles) => {}
        Some(Mutation::OnlyShortCycles) => graph.double(),
        _ => graph.close(),
    }
    let counts = match mutation {
        Some(Mutation::RecursionIsDeadlock) => u64::MAX,
        Some(Mutation::IgnoreTurnCycles) => TASKS,
        Some(Mutation::IgnoreTaskCycles) => TURNS,
        _ => TASKS | TURNS,
    };
    graph.cyclic() & counts != 0
}

/// Whether handlers of plain reentrant groups call each other in a ring.
pub(crate) fn recurses(layout: &Layout) -> bool {
    let mut graph = Graph::default();
    let rule = Rule { layout, mutation: None };
    for callback in &layout.callbacks {
        for wait in &callback.waits {
            let client = layout.clients[wait.client.0];
            let needed = rule.needed(callback, client, wait.awaited);
            graph.connect(rule.held(callback, client) & ANSWERS, needed & ANSWERS);
        }
    }
    graph.close();
    graph.cyclic() != 0
}

/// Resources are bits: 16 tasks, 16 turns, 16 answers.
const TASKS: u64 = 0xFFFF;
const TURNS: u64 = 0xFFFF << 16;
const ANSWERS: u64 = 0xFFFF << 32;

fn task(group: GroupId) -> u64 {
    1 << group.0
}

fn turn(group: GroupId) -> u64 {
    1 << (16 + group.0)
}

fn answer(service: ServiceId) -> u64 {
    1 << (32 + service.0)
}

struct Rule<'a> {
    layout: &'a Layout,
    mutation: Option<Mutation>,
}

impl Rule<'_> {
    fn has(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// `bits`, unless the rule has this fault.
    fn unless(&self, mutation: Mutation, bits: u64) -> u64 {
        if self.has(mutation) { 0 } else { bits }
    }

    fn kind(&self, group: GroupId) -> GroupKind {
        match self.layout.groups[group.0] {
            GroupKind::Reentrant if self.has(Mutation::IgnoreReentrancy) => GroupKind::Exclusive,
            GroupKind::Capped if self.has(Mutation::IgnoreCaps) => GroupKind::Reentrant,
            GroupKind::Capped if self.has(Mutation::CapsAsExclusive) => GroupKind::Exclusive,
            kind => kind,
        }
    }

    fn blocks(&self, mode: WaitMode) -> bool {
        match mode {
            WaitMode::Blocking => !self.has(Mutation::BlockingAsAwait),
            WaitMode::Awaiting => self.has(Mutation::AwaitAsBlocking),
        }
    }

    fn held(&self, callback: &Callback, client: Client) -> u64 {
        if self.has(Mutation::HandlersHoldNothing) && callback.serves.is_some() {
            return 0;
        }
        let executes = callback.serves.is_some_and(|service| self.layout.is_action(service));
        if self.has(Mutation::ExecutionsHoldNothing) && executes {
            return 0;
        }
        let swap = self.has(Mutation::SwapHeldAndNeeded);
        let group = if swap { client.group } else { callback.group };
        let served = if swap { client.target } else { callback.serves };
        let kind = self.kind(group);
        let mut held = 0;
        if kind != GroupKind::Reentrant {
            held |= self.unless(Mutation::DropTurnHeld, turn(group));
        }
        if kind == GroupKind::Exclusive && self.blocks(callback.mode) {
            held |= self.unless(Mutation::DropTaskHeld, task(group));
        }
        match served {
            Some(service) if self.has(Mutation::AnswerForEveryHandler) => {
                answer(service) | held & !turn(group)
            }
            Some(service) if kind == GroupKind::Reentrant => held | self.answer_held(service),
            _ => held,
        }
    }

    fn answer_held(&self, service: ServiceId) -> u64 {
        let held = self.unless(Mutation::DropAnswerHeld, answer(service));
        self.unless(Mutation::DropAnswer, held)
    }

    fn needed(&self, callback: &Callback, client: Client, awaited: Awaited) -> u64 {
        let swap = self.has(Mutation::SwapHeldAndNeeded);
        let router =
            if swap || self.has(Mutation::ClientInCallersGroup) { callback.group } else { client.group };
        let target = if swap { callback.serves } else { client.target };
        let mut needed = 0;
        let action = client.target.is_some_and(|service| self.layout.is_action(service));
        let keeper = match awaited {
            Awaited::Keeper => !self.has(Mutation::GoalNeedsExecution),
            Awaited::Handler => action && self.has(Mutation::ResultNeedsNoExecution),
        };
        let spared = (keeper && self.has(Mutation::GoalNeedsNothing))
            || (action && self.has(Mutation::ActionsDeliverThemselves));
        if self.kind(router) == GroupKind::Exclusive && !spared {
            needed |= self.unless(Mutation::DropTaskNeeded, task(router));
        }
        if self.has(Mutation::OnlyFirstNeeded) && needed != 0 {
            return needed;
        }
        let target = target.filter(|_| !keeper);
        needed | target.map_or(0, |service| self.served(callback, service))
    }

    /// What a request to a service of a composed node needs.
    fn served(&self, callback: &Callback, service: ServiceId) -> u64 {
        let group = self.layout.callbacks[self.layout.handler(service).0].group;
        if self.has(Mutation::SkipOwnServices) {
            return 0;
        }
        if self.has(Mutation::SkipServicesOfOwnGroup) && group == callback.group {
            return 0;
        }
        if self.kind(group) == GroupKind::Reentrant {
            self.unless(Mutation::DropAnswer, answer(service))
        } else {
            self.unless(Mutation::DropTurnNeeded, turn(group))
        }
    }
}

/// For each resource, those that an edge leads to.
struct Graph([u64; 48]);

impl Default for Graph {
    fn default() -> Self {
        Graph([0; 48])
    }
}

impl Graph {
    fn connect(&mut self, from: u64, to: u64) {
        for (place, row) in self.0.iter_mut().enumerate() {
            if from >> place & 1 == 1 {
                *row |= to;
            }
        }
    }

    /// Paths of at most two edges.
    fn double(&mut self) {
        let edges = self.0;
        for (from, row) in self.0.iter_mut().enumerate() {
            for (middle, further) in edges.iter().enumerate() {
                if edges[from] >> middle & 1 == 1 {
                    *row |= further;
                }
            }
        }
    }

    /// Paths of any number of edges (Warshall).
    fn close(&mut self) {
        for middle in 0..self.0.len() {
            let further = self.0[middle];
            for row in &mut self.0 {
                if *row >> middle & 1 == 1 {
                    *row |= further;
                }
            }
        }
    }

    /// The resources on a cycle.
    fn cyclic(&self) -> u64 {
        (0..self.0.len()).fold(0, |cyclic, place| cyclic | self.0[place] & 1 << place)
    }
}
