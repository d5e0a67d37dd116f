//! The graph as the rule reads it: what may be waited for, from one node on, as a layout.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Graph, Member};
use crate::analysis::{
    Callback, CallbackId, Client, ClientId, CycleStep, Fault, GroupId, GroupKind, Layout, Resource, Service,
    ServiceId, Wait, WaitId, WaitMode,
};
use crate::facts::check::{Finding, Handler, Link, Step, explain};
use crate::facts::{Awaited, GroupFacts, Mode};
use crate::life::InstanceId;

/// The layout of all that a node's waits lead to: every cycle that its new waits can close lies in there.
pub(super) struct Drawn<'g> {
    pub(super) members: Vec<&'g Member>,
    pub(super) groups: Vec<GroupKind>,
    pub(super) group_facts: Vec<(InstanceId, GroupFacts<'static>)>,
    callbacks: Vec<Callback>,
    /// The member of each callback, and its place there.
    pub(super) origins: Vec<(usize, usize)>,
    /// Callbacks by their nodes, and their places there.
    places: BTreeMap<(InstanceId, usize), CallbackId>,
    /// One for each pair of a wait and a handler that may answer it: what a client needs are all of them.
    pub(super) clients: Vec<Client>,
    services: Vec<Service>,
    pub(super) handlers: Vec<CallbackId>,
    pub(super) waits: Vec<Wait>,
    pub(super) edges: Vec<Edge>,
    /// Where the new waits begin.
    new: usize,
}

/// What is wrong with each wait.
pub(super) struct Judged {
    faults: Vec<Option<Fault>>,
    new: usize,
}

impl Judged {
    /// The new waits that would deadlock. Recursion of handlers may end.
    pub(super) fn refused(&self) -> impl Iterator<Item = WaitId> {
        let is_refused = |fault: &Option<Fault>| fault.is_some_and(|fault| fault != Fault::EndlessRecursion);
        let new = self.faults.iter().enumerate().skip(self.new);
        new.filter(move |(_, fault)| is_refused(fault)).map(|(wait, _)| WaitId(wait))
    }
}

impl<'g> Drawn<'g> {
    /// Draws what `from` leads to, with its `new` waits last, so that they are what is wrong.
    pub(super) fn new(graph: &'g Graph, from: InstanceId, new: &[Edge]) -> Drawn<'g> {
        let mut drawn = Drawn {
            members: reachable(graph, from, new),
            groups: Vec::new(),
            group_facts: Vec::new(),
            callbacks: Vec::new(),
            origins: Vec::new(),
            places: BTreeMap::new(),
            clients: Vec::new(),
            services: Vec::new(),
            handlers: Vec::new(),
            waits: Vec::new(),
            edges: Vec::new(),
            new: 0,
        };
        drawn.add_callbacks();
        let old: Vec<Edge> = drawn.members.iter().flat_map(|member| member.waits.iter().copied()).collect();
        old.iter().for_each(|edge| drawn.add_wait(graph, *edge));
        drawn.new = drawn.waits.len();
        new.iter().for_each(|edge| drawn.add_wait(graph, *edge));
        drawn
    }

    pub(super) fn layout(&self) -> Layout<'_> {
        Layout {
            groups: &self.groups,
            callbacks: &self.callbacks,
            clients: &self.clients,
            services: &self.services,
            waits: &self.waits,
        }
    }

    pub(super) fn judge(&self) -> Judged {
        let layout = self.layout();
        let mut faults = vec![None; self.waits.len()];
        layout.judge(&mut faults, &mut vec![0; layout.scratch_len()]);
        Judged { faults, new: self.new }
    }

    pub(super) fn edge(&self, WaitId(wait): WaitId) -> Edge {
        self.edges[wait]
    }

    fn add_callbacks(&mut self) {
        for (m, member) in self.members.clone().into_iter().enumerate() {
            for (at, facts) in member.facts.callbacks.iter().enumerate() {
                let group = self.group(member.id, facts.group);
                let callback = CallbackId(self.callbacks.len());
                let serves = member.served[at].as_ref().map(|_| {
                    self.services.push(Service { group });
                    self.handlers.push(callback);
                    ServiceId(self.services.len() - 1)
                });
                self.callbacks.push(Callback { group, serves });
                self.origins.push((m, at));
                self.places.insert((member.id, at), callback);
            }
        }
    }

    fn group(&mut self, node: InstanceId, facts: GroupFacts<'static>) -> GroupId {
        let known = self.group_facts.iter().position(|(of, known)| *of == node && known.same(&facts));
        GroupId(known.unwrap_or_else(|| {
            self.groups.push(facts.kind);
            self.group_facts.push((node, facts));
            self.groups.len() - 1
        }))
    }

    /// Adds a wait, on every handler that may answer it.
    fn add_wait(&mut self, graph: &Graph, edge: Edge) {
        let Some(owner) = graph.members.get(&edge.client.node) else { return };
        let group = self.group(owner.id, owner.client(edge.client.field).1);
        let Some(address) = &owner.called[edge.client.field] else { return };
        let handlers: Vec<_> =
            graph.handlers(&owner.network, address).map(|(member, at)| (member.id, at)).collect();
        let served = |place| self.places.get(&place).and_then(|callback| self.callbacks[callback.0].serves);
        let mut targets: Vec<Option<ServiceId>> = handlers.into_iter().filter_map(served).map(Some).collect();
        if targets.is_empty() {
            targets.push(None);
        }
        let Some(&callback) = self.places.get(&(edge.node, edge.callback)) else { return };
        let (member, at) = self.origins[callback.0];
        let mode = mode_of(self.members[member].facts.callbacks[at].mode);
        for target in targets {
            self.clients.push(Client { group, target });
            let client = ClientId(self.clients.len() - 1);
            self.waits.push(Wait { callback, client, mode, awaited: edge.awaited, certain: false });
            self.edges.push(edge);
        }
    }

    /// The cycle that a refused wait would close, in the compiler's words.
    pub(super) fn explain(&self, judged: &Judged, wait: WaitId) -> String {
        let layout = self.layout();
        let Some(fault) = judged.faults[wait.0] else { return String::new() };
        let mut path = vec![wait; self.waits.len()];
        let len = match fault {
            Fault::SelfDeadlock(_) => 1,
            _ => {
                let mut room = vec![CycleStep::EMPTY; 2 * self.waits.len()];
                layout.cycle(wait, &judged.faults, &mut path, &mut room)
            }
        };
        path.truncate(len);
        let needed = |i: usize| match fault {
            Fault::SelfDeadlock(resource) => Some(resource),
            _ => layout.link(self.waits[path[i].0], self.waits[path[(i + 1) % len].0]),
        };
        let steps: Vec<Step<'_>> =
            (0..len).filter_map(|i| Some(self.step(&path, path[i], needed(i)?))).collect();
        explain(&Finding::met(fault, &steps, self.mends(&path, &judged.faults))).to_string()
    }

    fn owner(&self, WaitId(wait): WaitId) -> Option<&'g Member> {
        let node = self.edges[wait].client.node;
        self.members.iter().find(|member| member.id == node).copied()
    }

    fn step(&self, path: &[WaitId], id: WaitId, resource: Resource) -> Step<'_> {
        let wait = self.waits[id.0];
        let (member, at) = self.origins[wait.callback.0];
        let callback = &self.members[member].facts.callbacks[at];
        let owner = self.owner(id).unwrap_or(self.members[member]);
        let field = &owner.facts.fields[self.edges[id.0].client.field];
        let (asked, _) = owner.client(self.edges[id.0].client.field);
        Step {
            member,
            node: self.shown(path, self.members[member]),
            callback: callback.name,
            group: callback.group.name,
            client: field.name,
            client_node: self.shown(path, owner),
            asked,
            awaited: Awaited::of_kind(asked.kind, wait.awaited),
            mode: wait.mode,
            link: self.link(path, wait, resource),
        }
    }

    fn link(&self, path: &[WaitId], wait: Wait, resource: Resource) -> Link<'_> {
        let handler = match self.clients[wait.client.0].target {
            Some(service) => {
                let (member, at) = self.origins[self.handlers[service.0].0];
                let callback = &self.members[member].facts.callbacks[at];
                let node = self.shown(path, self.members[member]);
                Handler { node, name: callback.name, group: callback.group.name }
            }
            // Only the reply of somebody else's service is ever waited for.
            None => Handler { node: "", name: "", group: "" },
        };
        match resource {
            Resource::Task(group) => Link::Reply(self.group_facts[group.0].1.name),
            Resource::Turn(group) if self.groups[group.0] == GroupKind::Capped => {
                Link::CappedHandler(handler)
            }
            Resource::Turn(_) => Link::Handler(handler),
            Resource::Answer(_) => Link::Answer(handler),
        }
    }

    /// What a node of the cycle is called: by its type, as the compiler does, unless another one there has that type.
    fn shown<'s>(&'s self, path: &[WaitId], node: &'s Member) -> &'s str {
        let mut nodes = path.iter().map(|wait| self.members[self.origins[self.waits[wait.0].callback.0].0]);
        let same_type = |other: &Member| other.id != node.id && other.facts.type_name == node.facts.type_name;
        if nodes.any(same_type) { &node.name } else { node.facts.type_name }
    }
}

/// The nodes that the waits of `from` lead to, one after the other.
fn reachable<'g>(graph: &'g Graph, from: InstanceId, new: &[Edge]) -> Vec<&'g Member> {
    let (mut found, mut to_follow) = (BTreeSet::from([from]), vec![from]);
    while let Some(id) = to_follow.pop() {
        let Some(member) = graph.members.get(&id) else { continue };
        for edge in member.waits.iter().chain(new.iter().filter(|edge| edge.node == id)) {
            let Some(owner) = graph.members.get(&edge.client.node) else { continue };
            let Some(address) = &owner.called[edge.client.field] else { continue };
            let servers = graph.handlers(&owner.network, address).map(|(server, _)| server.id);
            // Whose group delivers the reply, and whose starts the handler.
            for next in servers.chain([owner.id]) {
                if found.insert(next) {
                    to_follow.push(next);
                }
            }
        }
    }
    found.into_iter().filter_map(|id| graph.members.get(&id)).collect()
}

fn mode_of(mode: Mode) -> WaitMode {
    match mode {
        Mode::Async => WaitMode::Awaiting,
        Mode::Sync | Mode::Blocking => WaitMode::Blocking,
    }
}
