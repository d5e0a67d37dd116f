//! From facts to a verdict, and from a verdict to a message.
//!
//! `Room` resolves the names of one or more nodes to a [`Layout`](crate::analysis::Layout); [`explain`]
//! words what is wrong. All of it is `const`, so that the compiler and start-up say the same.

mod declared;
mod explain;
mod family;
mod help;
mod room;
pub(crate) mod together;
mod unknown;
mod words;

use super::names;
use super::text::Text;
use super::{Asked, Awaited, CallbackFacts, Mode, NodeFacts};
use crate::analysis::{Fault, KINDS, WaitMode};
pub use declared::{bad_name, duplicate_handler, nothing_runs, repeated_topic};
pub use explain::{explain, own_group_call};
pub(crate) use family::Family;
use room::Room;
pub use unknown::{call_of_client, missing_timer, parameter_as_value, unknown_client};
pub(crate) use words::{DEFAULT_GROUP, group_in_words};

/// A node as it takes part in a composition: its facts, under the names that it runs with.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// What its two halves declare.
    pub facts: NodeFacts<'a>,
    /// The name that it runs under.
    pub name: &'a str,
    /// The namespace that it runs in.
    pub namespace: &'a str,
    /// Names that are replaced, each pair resolved like a name of the node.
    pub remaps: &'a [(&'a str, &'a str)],
}

impl<'a> Member<'a> {
    /// The node as it is declared.
    pub const fn declared(facts: NodeFacts<'a>) -> Member<'a> {
        Member { facts, name: facts.name, namespace: facts.namespace, remaps: &[] }
    }

    /// What `name` is after remapping, still to be resolved.
    pub(crate) const fn remapped(&self, name: &'a str) -> &'a str {
        let mut i = 0;
        while i < self.remaps.len() {
            if names::same(self.namespace, self.name, self.remaps[i].0, name) {
                return self.remaps[i].1;
            }
            i += 1;
        }
        name
    }
}

/// One thing that is wrong, in the user's names.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// Which kind of fault it is.
    pub fault: Fault,
    /// The node that holds the wait, by its place among the members.
    pub member: usize,
    /// The place in the impl block that shows it.
    pub site: usize,
    /// Whether the wait is assumed, because the context is out of sight.
    pub assumed: bool,
    through: Option<&'a str>,
    /// Another callback of the group that waits, and how many more there are.
    beside: Option<(&'a str, usize)>,
    steps: [Option<Step<'a>>; MAX_STEPS],
    path: [PathStep; MAX_PATH],
    len: usize,
    mends: Mends<'a>,
}

/// How many waits of a cycle a message names. Longer ones say how many more there are.
pub(crate) const MAX_STEPS: usize = 8;

/// How many waits of a cycle a finding holds.
const MAX_PATH: usize = 32;

/// One wait of a cycle, by the places of what takes part in it. Small, for each finding has room for many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathStep {
    /// Among the members.
    pub(crate) member: u16,
    /// Among the member's callbacks.
    pub(crate) callback: u16,
    /// Among the member's fields.
    pub(crate) field: u16,
}

impl<'a> Finding<'a> {
    /// What is wrong with a wait that is met while nodes run: the cycle that it would close, wait by wait.
    pub(crate) fn met(fault: Fault, cycle: &[Step<'a>], mends: Mends<'a>) -> Finding<'a> {
        let mut steps = [None; MAX_STEPS];
        steps.iter_mut().zip(cycle).for_each(|(place, step)| *place = Some(*step));
        Finding {
            fault,
            member: cycle.first().map_or(0, |step| step.member),
            site: 0,
            assumed: false,
            through: None,
            beside: None,
            steps,
            path: [PathStep { member: 0, callback: 0, field: 0 }; MAX_PATH],
            len: cycle.len(),
            mends,
        }
    }

    /// The waits of the cycle, the first 32.
    pub(crate) fn path(&self) -> &[PathStep] {
        &self.path[..self.len.min(MAX_PATH)]
    }
}

/// What mends a fault.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mends<'a> {
    /// The changes that do so, of those that were tried.
    Tried([Option<Fix<'a>>; KINDS]),
    /// There are too many faults to try anything for this one.
    Untried,
}

/// A change that mends a fault, at a wait of its cycle.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fix<'a> {
    /// The client gets another group.
    Client { at: usize, group: GroupName<'a> },
    /// The handler gets a group of its own, and with it another context, if it takes one.
    Handler { at: usize, group: &'a str, context: Option<WaitMode> },
    /// So does the callback that waits. Where its node takes `&mut self`, that does not go on.
    Callback { at: usize, group: &'a str, context: Option<WaitMode>, owned: bool },
    /// The callback that blocks awaits.
    Await { at: usize },
}

/// A group that a client may get.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GroupName<'a> {
    /// One that the node has.
    Known(&'a str),
    /// One to declare.
    New(&'a str),
}

impl Fix<'_> {
    /// Names for a new group: the first that the node has not in use.
    pub(crate) const FOR_CLIENTS: [&'static str; 3] = ["Replies", "OwnReplies", "MoreReplies"];
    pub(crate) const FOR_HANDLERS: [&'static str; 3] = ["Answers", "OwnAnswers", "MoreAnswers"];
    pub(crate) const FOR_CALLBACKS: [&'static str; 3] = ["Apart", "FarApart", "MoreApart"];

    /// The kind of the context that a callback takes, as far as it is known to take one.
    pub(crate) const fn context(facts: &CallbackFacts<'_>) -> Option<WaitMode> {
        match facts.mode {
            Mode::Blocking => Some(WaitMode::Blocking),
            Mode::Async if !facts.waits.is_empty() || !facts.escapes.is_empty() => Some(WaitMode::Awaiting),
            Mode::Async | Mode::Sync => None,
        }
    }

    /// Which wait of the cycle it changes.
    const fn at(&self) -> usize {
        match self {
            Fix::Client { at, .. }
            | Fix::Handler { at, .. }
            | Fix::Callback { at, .. }
            | Fix::Await { at } => *at,
        }
    }
}

/// One wait of a cycle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) member: usize,
    pub(crate) node: &'a str,
    pub(crate) callback: &'a str,
    pub(crate) group: &'a str,
    pub(crate) client: &'a str,
    /// The node that the client belongs to. While nodes run, that can be another one.
    pub(crate) client_node: &'a str,
    pub(crate) asked: Asked<'a>,
    pub(crate) awaited: Awaited,
    pub(crate) mode: WaitMode,
    pub(crate) link: Link<'a>,
}

/// Why a wait can not go on before the next one of the cycle does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Link<'a> {
    /// The reply is delivered by this group.
    Reply(&'a str),
    /// The handler is started by its group, which is exclusive.
    Handler(Handler<'a>),
    /// The handler is started by its group, which is capped.
    CappedHandler(Handler<'a>),
    /// The handler has itself not answered yet.
    Answer(Handler<'a>),
}

/// The handler of a service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handler<'a> {
    pub(crate) node: &'a str,
    pub(crate) name: &'a str,
    pub(crate) group: &'a str,
}

/// What is wrong with a node, by the places in its impl block.
pub struct Report<'a, const SITES: usize> {
    findings: [Option<Finding<'a>>; SITES],
}

impl<'a, const SITES: usize> Report<'a, SITES> {
    /// What is wrong at a place.
    pub const fn at(&self, site: usize) -> Option<Finding<'a>> {
        self.findings[site]
    }
}

/// Judges a node as it is declared.
///
/// # Panics
/// Where the node has more than 4,096 callbacks and fields or 16,384 waits.
pub const fn report<const SITES: usize>(facts: NodeFacts<'_>) -> Report<'_, SITES> {
    let mut findings = [None; SITES];
    judge(&[Member::declared(facts)], &mut findings, Slots::BySite, Scope::Everything);
    Report { findings }
}

/// Which faults are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Everything,
    /// All but blocking on a client of the callback's own group: `Client::call` judges that for each
    /// instantiation, also where the node is generic.
    BeyondCalls,
    /// Cycles through more than one node: what is wrong with each of them was said where it is declared.
    BetweenNodes,
}

/// The first thing that is wrong with the composed nodes.
///
/// # Panics
/// Where the nodes have more than 4,096 callbacks and fields or 16,384 waits.
pub const fn first_fault<'a>(members: &[Member<'a>], scope: Scope) -> Option<Finding<'a>> {
    let mut findings = [None; 1];
    judge(members, &mut findings, Slots::InOrder, scope);
    findings[0]
}

/// What is wrong with the composed nodes: the first 64 things.
///
/// # Panics
/// Where the nodes have more than 4,096 callbacks and fields or 16,384 waits.
pub fn faults<'a>(members: &[Member<'a>], scope: Scope) -> Vec<Finding<'a>> {
    let mut findings = [None; 64];
    judge(members, &mut findings, Slots::InOrder, scope);
    findings.into_iter().flatten().collect()
}

/// Which place a finding takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slots {
    /// That of its site in the impl block; the first one of a site stays.
    BySite,
    /// The next one that is free.
    InOrder,
}

/// Fills in the findings.
///
/// Most nodes are small, and the room for the largest takes longer to make than they take to be judged.
const fn judge<'a>(members: &[Member<'a>], findings: &mut [Option<Finding<'a>>], slots: Slots, scope: Scope) {
    let fits = Room::<64, 128, 600>::judge(members, findings, slots, scope)
        || Room::<512, 4096, 37_000>::judge(members, findings, slots, scope)
        || Room::<4096, 16_384, 800_000>::judge(members, findings, slots, scope);
    assert!(fits, "the node is too large to be checked: split it");
}

/// What is wrong with a generic node, where it is instantiated.
#[derive(Debug)]
pub struct Judged {
    /// The message.
    pub text: Text,
    /// The place in the impl block, where there is one.
    pub site: Option<usize>,
}

/// Judges a generic node where it is instantiated.
pub const fn judged(facts: NodeFacts<'_>) -> Option<Judged> {
    let mut i = 0;
    while i < facts.callbacks.len() {
        if let Some(text) = duplicate_handler(facts, facts.callbacks[i].name) {
            return Some(Judged { text, site: None });
        }
        i += 1;
    }
    match first_fault(&[Member::declared(facts)], Scope::BeyondCalls) {
        Some(finding) => Some(Judged { text: explain(&finding), site: Some(finding.site) }),
        None => None,
    }
}

/// Stops the compiler with a message, at the place of the call.
///
/// A `panic!` that is written out there reads the same to a person. But tools get the place in `core` where that
/// macro's own panic stands: a macro's tokens keep their file, a call's caller does not.
#[track_caller]
pub const fn refuse(text: &str) -> ! {
    panic!("{}", text)
}

/// Judges nodes that are composed in one program, as they are declared: the message, where something is wrong.
pub const fn judged_together<const NODES: usize>(facts: [NodeFacts<'_>; NODES]) -> Option<Text> {
    if let Some(text) = together::refusal(&facts) {
        return Some(text.with(&["\nsee: rosweave::name"]));
    }
    let mut members = [Member::declared(facts[0]); NODES];
    let mut i = 1;
    while i < NODES {
        members[i] = Member::declared(facts[i]);
        i += 1;
    }
    match first_fault(&members, Scope::BetweenNodes) {
        Some(finding) => Some(explain(&finding)),
        None => None,
    }
}
