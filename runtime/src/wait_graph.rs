//! The wait graph of the process: which callbacks of the nodes that run may wait, on what.
//!
//! The compiler sees most waits. A macro, another crate, a closure or a static can hide one, and another program's
//! node is not there while this one is compiled. So nodes that start join this graph with the waits that their bodies
//! show, under their real names, and a call asks it about a wait that nobody has seen yet: one that would close a
//! cycle is refused before it waits, on its first execution and whatever the interleaving. The rule is the compiler's,
//! [`analysis`](crate::analysis), and so are the words.
//!
//! A resource is a group of an instance of a node, and a service is a name in a network, with all of its handlers.

mod drawn;
mod mend;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crate::analysis::Awaited;
use crate::facts::{
    Asked, AskedKind, CallbackFacts, FieldFacts, FieldKind, GroupFacts, NodeFacts, Reach, WaitFacts,
};
use crate::life::{Current, Found, Identity, InstanceId, Life};
use crate::rt::sync::{Flag, lock};
use crate::transport::Network;
use crate::waits::UnseenWait;
use drawn::Drawn;

/// What becomes of a wait that would close a cycle of waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDeadlock {
    /// The call fails with [`CallError::WouldDeadlock`](crate::CallError::WouldDeadlock), the start of a node with
    /// [`StartError::Deadlock`](crate::StartError::Deadlock).
    #[default]
    Refuse,
    /// It is logged, kept for [`NodeHandle::deadlocks`](crate::NodeHandle::deadlocks), and goes on: for programs whose
    /// phases never overlap, so that the cycle can not close.
    Report,
}

/// A client, by its node and its place among the node's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClientKey {
    pub(crate) node: InstanceId,
    pub(crate) field: usize,
}

/// A wait: a callback of a node, on a client of the same or of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    node: InstanceId,
    callback: usize,
    client: ClientKey,
    awaited: Awaited,
}

/// A service or an action, by its full name.
type Address = (AskedKind, String);

/// A node that runs.
struct Member {
    id: InstanceId,
    facts: NodeFacts<'static>,
    /// Its full name.
    name: String,
    network: Network,
    /// The services and actions that its callbacks serve, by their places.
    served: Vec<Option<Address>>,
    /// The services and actions that its fields ask, by their places.
    called: Vec<Option<Address>>,
    stopping: Arc<Flag>,
    on_deadlock: OnDeadlock,
    found: Arc<Found>,
    /// What its callbacks wait on.
    waits: BTreeSet<Edge>,
    /// What they were met at though nobody had seen it, the refused ones too.
    met: BTreeSet<Edge>,
}

/// The nodes that run, and their waits: nothing in it deadlocks.
struct Graph {
    members: BTreeMap<InstanceId, Member>,
    /// Which of them serve what, so that a node that starts looks at none of the others.
    servers: BTreeMap<Address, BTreeSet<InstanceId>>,
}

static GRAPH: Mutex<Graph> = Mutex::new(Graph { members: BTreeMap::new(), servers: BTreeMap::new() });

/// A node's place in the graph. Its waits go with it.
#[must_use = "the node leaves the graph when this is dropped"]
pub(crate) struct Membership(InstanceId);

impl Drop for Membership {
    fn drop(&mut self) {
        // What it holds is dropped after the lock.
        let _gone = lock(&GRAPH).leave(self.0);
    }
}

/// A callback of a node that runs: the node's full name, and the callback's facts.
pub(crate) fn named(who: Current) -> Option<(String, &'static CallbackFacts<'static>)> {
    let graph = lock(&GRAPH);
    let member = graph.members.get(&who.node)?;
    Some((member.name.clone(), &member.facts.callbacks[who.callback]))
}

/// The full name of a node that runs.
pub(crate) fn name_of(node: InstanceId) -> Option<String> {
    lock(&GRAPH).members.get(&node).map(|member| member.name.clone())
}

/// Lets a node join that is about to start: checked and joined in one step, so that of two nodes which would close a
/// ring one is refused.
///
/// # Errors
/// The cycle of waits that it would close.
pub(crate) fn join(life: &Life, network: Network, on_deadlock: OnDeadlock) -> Result<Membership, String> {
    let member = Member::new(life, network, on_deadlock);
    let (name, found) = (member.name.clone(), member.found.clone());
    let joined = lock(&GRAPH).join(member);
    settle(joined, on_deadlock, &name, &found)?;
    Ok(Membership(life.instance))
}

/// Whether `who` may wait on `client`. A wait that is new joins the graph.
///
/// # Errors
/// The cycle of waits that it would close.
pub(crate) fn ask(who: Current, client: ClientKey, awaited: Awaited) -> Result<(), String> {
    let edge = Edge { node: who.node, callback: who.callback, client, awaited };
    let mut graph = lock(&GRAPH);
    // A node that has ended waits for nobody, and a client of one that has ended fails at once.
    let both = graph.members.contains_key(&client.node) && graph.members.contains_key(&who.node);
    if !both || graph.members[&who.node].waits.contains(&edge) {
        return Ok(());
    }
    let first = graph.members.get_mut(&who.node).is_some_and(|asker| asker.met.insert(edge));
    let unseen = if first { graph.unseen(&edge) } else { None };
    let cycles = graph.add(&[edge]);
    let asker = &graph.members[&who.node];
    let (name, found, on_deadlock) = (asker.name.clone(), asker.found.clone(), asker.on_deadlock);
    drop(graph);
    if let Some(unseen) = unseen {
        name_unseen(&found, unseen);
    }
    settle(cycles, on_deadlock, &name, &found)
}

/// Whether the body of a callback shows, or declares, that it waits on the client in `field` of its node for an answer
/// of `awaited`.
pub(crate) fn is_seen(callback: &CallbackFacts<'_>, field: &str, awaited: Awaited) -> bool {
    // Who waits for an execution needs what the keeper's answer needs, and more.
    let covers = |wait: &WaitFacts<'_>| awaited == Awaited::Keeper || wait.awaited.of() == awaited;
    callback.waits.iter().any(|wait| wait.field == field && covers(wait))
}

/// Refuses, or reports, what would close cycles.
fn settle(cycles: Vec<String>, on_deadlock: OnDeadlock, node: &str, found: &Found) -> Result<(), String> {
    for cycle in cycles {
        if on_deadlock == OnDeadlock::Refuse {
            return Err(cycle);
        }
        tracing::warn!(node, "a wait that is let through can hang: {cycle}");
        found.deadlock(cycle);
    }
    Ok(())
}

fn name_unseen(found: &Found, unseen: UnseenWait) {
    if cfg!(debug_assertions) {
        tracing::warn!(node = unseen.node, callback = unseen.callback, "{unseen}");
    }
    found.unseen(unseen);
}

impl Member {
    fn new(life: &Life, network: Network, on_deadlock: OnDeadlock) -> Member {
        let (facts, identity) = (life.facts, &life.identity);
        Member {
            id: life.instance,
            facts,
            name: life.full_name().to_owned(),
            network,
            served: facts
                .callbacks
                .iter()
                .map(|callback| Some(address(callback.role.answers()?, identity)))
                .collect(),
            called: facts.fields.iter().map(|field| Some(address(field.kind.asks()?.0, identity))).collect(),
            stopping: life.stopping.clone(),
            on_deadlock,
            found: life.found.clone(),
            waits: BTreeSet::new(),
            met: BTreeSet::new(),
        }
    }

    /// The waits that its bodies show.
    fn seen(&self) -> Vec<Edge> {
        let mut seen = Vec::new();
        for (callback, facts) in self.facts.callbacks.iter().enumerate() {
            for (place, field) in self.facts.fields.iter().enumerate() {
                let client = ClientKey { node: self.id, field: place };
                let ways = [Awaited::Keeper, Awaited::Handler].into_iter();
                let ways = ways.filter(|way| field.kind.asks().is_some() && is_seen(facts, field.name, *way));
                seen.extend(ways.map(|awaited| Edge { node: self.id, callback, client, awaited }));
            }
        }
        seen
    }

    /// What the client in a field asks, and its group.
    fn client(&self, field: usize) -> (Asked<'static>, GroupFacts<'static>) {
        self.facts.fields[field].kind.asks().expect("waits are on clients")
    }

    /// Its handler of a service or action. A node that stops begins none any more: another one may have taken its place.
    fn handler(&self, network: &Network, address: &Address) -> Option<usize> {
        if self.network != *network || self.stopping.is_raised() {
            return None;
        }
        self.served.iter().position(|served| served.as_ref() == Some(address))
    }
}

fn address(asked: Asked<'_>, identity: &Identity) -> Address {
    (asked.kind, identity.resolve(asked.name))
}

impl Graph {
    /// Adds a node with its seen waits, unless one is to be refused: the cycles that they would close.
    fn join(&mut self, member: Member) -> Vec<String> {
        let (id, on_deadlock, seen) = (member.id, member.on_deadlock, member.seen());
        for address in member.served.iter().flatten() {
            self.servers.entry(address.clone()).or_default().insert(id);
        }
        self.members.insert(id, member);
        let cycles = self.add(&seen);
        if !cycles.is_empty() && on_deadlock == OnDeadlock::Refuse {
            self.remove(id);
        }
        cycles
    }

    fn leave(&mut self, id: InstanceId) -> Option<Member> {
        for member in self.members.values_mut() {
            member.waits.retain(|edge| edge.client.node != id);
            member.met.retain(|edge| edge.client.node != id);
        }
        self.remove(id)
    }

    fn remove(&mut self, id: InstanceId) -> Option<Member> {
        let member = self.members.remove(&id)?;
        for address in member.served.iter().flatten() {
            if let Some(servers) = self.servers.get_mut(address) {
                servers.remove(&id);
                if servers.is_empty() {
                    self.servers.remove(address);
                }
            }
        }
        Some(member)
    }

    /// Adds waits of one node, as far as they close no cycle: the cycles that the others would close.
    fn add(&mut self, new: &[Edge]) -> Vec<String> {
        let Some(first) = new.first() else { return Vec::new() };
        let drawn = Drawn::new(self, first.node, new);
        let judged = drawn.judge();
        let cycles = judged.refused().map(|wait| drawn.explain(&judged, wait)).collect();
        let refused: BTreeSet<Edge> = judged.refused().map(|wait| drawn.edge(wait)).collect();
        let kept = new.iter().filter(|edge| !refused.contains(edge)).copied();
        if let Some(member) = self.members.get_mut(&first.node) {
            member.waits.extend(kept);
        }
        cycles
    }

    /// The members that handle a service or action, with the places of their handlers.
    fn handlers<'g>(
        &'g self,
        network: &'g Network,
        address: &'g Address,
    ) -> impl Iterator<Item = (&'g Member, usize)> {
        let servers = self.servers.get(address).into_iter().flatten().filter_map(|id| self.members.get(id));
        servers.filter_map(move |member| Some((member, member.handler(network, address)?)))
    }

    /// The wait in words, where the compiler neither saw nor assumed it.
    fn unseen(&self, edge: &Edge) -> Option<UnseenWait> {
        let (asker, owner) = (&self.members[&edge.node], &self.members[&edge.client.node]);
        let (callback, field) =
            (&asker.facts.callbacks[edge.callback], &owner.facts.fields[edge.client.field]);
        if asker.id == owner.id && is_assumed(callback, field) {
            return None;
        }
        Some(UnseenWait {
            node: asker.name.clone(),
            callback: callback.name,
            client: field.name,
            of: (asker.id != owner.id).then(|| owner.name.clone()),
        })
    }
}

/// Whether the compiler took a wait for possible, because the context is out of its sight.
fn is_assumed(callback: &CallbackFacts<'_>, field: &FieldFacts<'_>) -> bool {
    let reaches = |reach: &Reach<'_>| match reach {
        Reach::All => true,
        Reach::Goals { but } => {
            matches!(field.kind, FieldKind::ActionClient(_)) && !but.contains(&field.name)
        }
        Reach::Fields(fields) => fields.contains(&field.name),
    };
    callback.escapes.iter().any(|escape| reaches(&escape.reach))
        || callback.waits.iter().any(|wait| reaches(&wait.elsewhere))
}
