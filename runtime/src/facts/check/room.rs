//! Room to resolve names to indices, without allocation.

mod load;
mod mend;

use super::super::{Asked, AskedKind, Awaited, GroupFacts};
use super::{Finding, Handler, Link, MAX_PATH, MAX_STEPS, Member, Mends, PathStep, Scope, Slots, Step};
use crate::analysis::{
    self, Callback, CallbackId, Client, ClientId, CycleStep, Fault, GroupId, GroupKind, Layout, Resource,
    Service, ServiceId, Wait, WaitId, WaitMode,
};

/// How many callbacks and fields the members have.
const fn entities(members: &[Member<'_>]) -> usize {
    let mut entities = 0;
    let mut m = 0;
    while m < members.len() {
        entities += members[m].facts.callbacks.len() + members[m].facts.fields.len();
        m += 1;
    }
    entities
}

/// Where an entity comes from: the member, and its place among the member's callbacks or fields.
#[derive(Clone, Copy)]
struct Origin {
    member: usize,
    at: usize,
    name_hash: u64,
}

const NOWHERE: Origin = Origin { member: 0, at: 0, name_hash: 0 };

/// What a wait's message needs beside the wait.
#[derive(Clone, Copy)]
struct Shown<'a> {
    site: usize,
    through: Option<&'a str>,
    awaited: Awaited,
    assumed: bool,
}

/// The tables: `E` callbacks and fields, `W` waits, `S` words for the closure.
pub(super) struct Room<'a, const E: usize, const W: usize, const S: usize> {
    groups: [GroupKind; E],
    group_facts: [Option<GroupFacts<'a>>; E],
    group_members: [usize; E],
    group_count: usize,
    callbacks: [Callback; E],
    callback_origins: [Origin; E],
    callback_count: usize,
    clients: [Client; E],
    client_origins: [Origin; E],
    client_kinds: [AskedKind; E],
    client_count: usize,
    services: [Service; E],
    service_handlers: [CallbackId; E],
    service_hashes: [u64; E],
    service_count: usize,
    waits: [Wait; W],
    shown: [Shown<'a>; W],
    wait_count: usize,
    /// There are more waits than room for them.
    full: bool,
}

impl<'a, const E: usize, const W: usize, const S: usize> Room<'a, E, W, S> {
    const EMPTY: Room<'a, E, W, S> = Room {
        groups: [GroupKind::Exclusive; E],
        group_facts: [None; E],
        group_members: [0; E],
        group_count: 0,
        callbacks: [Callback { group: GroupId(0), serves: None }; E],
        callback_origins: [NOWHERE; E],
        callback_count: 0,
        clients: [Client { group: GroupId(0), target: None }; E],
        client_origins: [NOWHERE; E],
        client_kinds: [AskedKind::Service; E],
        client_count: 0,
        services: [Service { group: GroupId(0) }; E],
        service_handlers: [CallbackId(0); E],
        service_hashes: [0; E],
        service_count: 0,
        waits: [Wait {
            callback: CallbackId(0),
            client: ClientId(0),
            mode: WaitMode::Awaiting,
            awaited: analysis::Awaited::Handler,
            certain: false,
        }; W],
        shown: [Shown { site: 0, through: None, awaited: Awaited::Reply, assumed: false }; W],
        wait_count: 0,
        full: false,
    };

    /// Fills in the findings; `false` if the members do not fit in here.
    ///
    /// Inlined, the largest room would be on the stack of every check, and each page of it be touched.
    #[inline(never)]
    pub(super) const fn judge(
        members: &[Member<'a>],
        findings: &mut [Option<Finding<'a>>],
        slots: Slots,
        scope: Scope,
    ) -> bool {
        if entities(members) > E {
            return false;
        }
        let mut room = Self::EMPTY;
        room.load(members);
        if room.full || room.group_count == E || room.layout_of(room.group_count + 1).scratch_len() > S {
            return false;
        }
        let mut faults = [None; W];
        room.layout().judge(&mut faults, &mut [0; S]);
        let (mut i, mut found) = (0, 0);
        while i < room.wait_count {
            if let Some(fault) = faults[i]
                && room.counts(i, fault, scope)
                && !room.follows_from(i, &faults)
            {
                let mut path = [WaitId(i); W];
                let len = room.cycle(i, fault, &faults, &mut path);
                let path = path.split_at(len).0;
                let mut finding = room.finding(members, fault, path);
                let slot = match slots {
                    Slots::BySite => room.shown[i].site,
                    Slots::InOrder => found,
                };
                if slot < findings.len()
                    && findings[slot].is_none()
                    && (!matches!(scope, Scope::BetweenNodes) || finding.spans_nodes())
                {
                    if found < mend::MENDED && !matches!(fault, Fault::EndlessRecursion) {
                        finding.mends = room.mends(members, path, &faults);
                    }
                    findings[slot] = Some(finding);
                    found += 1;
                }
            }
            i += 1;
        }
        true
    }

    /// A wait that is only assumed may be on another client: a self-loop of it is left to `Client::call`,
    /// which knows.
    const fn counts(&self, wait: usize, fault: Fault, scope: Scope) -> bool {
        match fault {
            Fault::SelfDeadlock(Resource::Task(_)) => {
                matches!(scope, Scope::Everything) && !self.shown[wait].assumed
            }
            _ => true,
        }
    }

    /// Whether what is wrong with a wait for a goal is wrong with sending it, which comes before.
    const fn follows_from(&self, wait: usize, faults: &[Option<Fault>; W]) -> bool {
        if matches!(self.shown[wait].awaited, Awaited::Reply | Awaited::Goal) {
            return false;
        }
        let (callback, client) = (self.waits[wait].callback.0, self.waits[wait].client.0);
        let mut i = 0;
        while i < wait {
            if matches!(self.shown[i].awaited, Awaited::Goal)
                && self.waits[i].callback.0 == callback
                && self.waits[i].client.0 == client
                && matches!(faults[i], Some(Fault::SelfDeadlock(_) | Fault::Cycle))
            {
                return true;
            }
            i += 1;
        }
        false
    }

    const fn layout(&self) -> Layout<'_> {
        self.layout_of(self.group_count)
    }

    const fn layout_of(&self, groups: usize) -> Layout<'_> {
        Layout {
            groups: self.groups.split_at(groups).0,
            callbacks: self.callbacks.split_at(self.callback_count).0,
            clients: self.clients.split_at(self.client_count).0,
            services: self.services.split_at(self.service_count).0,
            waits: self.waits.split_at(self.wait_count).0,
        }
    }

    /// Fills in the cycle that a wait closes, and returns its length.
    const fn cycle(
        &self,
        wait: usize,
        fault: Fault,
        faults: &[Option<Fault>; W],
        path: &mut [WaitId; W],
    ) -> usize {
        match fault {
            Fault::SelfDeadlock(_) => 1,
            _ => {
                self.layout().cycle(WaitId(wait), faults, path, [[CycleStep::EMPTY; 2]; W].as_flattened_mut())
            }
        }
    }

    const fn finding(&self, members: &[Member<'a>], fault: Fault, path: &[WaitId]) -> Finding<'a> {
        let (layout, len, wait) = (self.layout(), path.len(), path[0].0);
        let mut places = [PathStep { member: 0, callback: 0, field: 0 }; MAX_PATH];
        let mut i = 0;
        while i < len && i < MAX_PATH {
            places[i] = self.path_step(path[i]);
            i += 1;
        }
        let mut steps = [None; MAX_STEPS];
        i = 0;
        while i < len && i < MAX_STEPS {
            let link = match fault {
                Fault::SelfDeadlock(resource) => Some(resource),
                _ => layout.link(self.waits[path[i].0], self.waits[path[(i + 1) % len].0]),
            };
            if let Some(resource) = link {
                steps[i] = Some(self.step(members, path[i], resource));
            }
            i += 1;
        }
        let member = self.callback_origins[self.waits[wait].callback.0].member;
        Finding {
            fault,
            member,
            site: self.shown[wait].site,
            assumed: self.shown[wait].assumed,
            through: self.shown[wait].through,
            beside: self.beside(members, self.waits[wait].callback),
            steps,
            path: places,
            len,
            mends: Mends::Untried,
        }
    }

    /// Another callback of the group of this one, and how many more there are.
    const fn beside(&self, members: &[Member<'a>], callback: CallbackId) -> Option<(&'a str, usize)> {
        let mut beside = None;
        let mut i = 0;
        while i < self.callback_count {
            if i != callback.0 && self.callbacks[i].group.0 == self.callbacks[callback.0].group.0 {
                let Origin { member, at, .. } = self.callback_origins[i];
                beside = match beside {
                    None => Some((members[member].facts.callbacks[at].name, 0)),
                    Some((first, more)) => Some((first, more + 1)),
                };
            }
            i += 1;
        }
        beside
    }

    /// There are fewer callbacks and fields than fit into the numbers.
    const fn path_step(&self, id: WaitId) -> PathStep {
        let wait = self.waits[id.0];
        let (callback, client) = (self.callback_origins[wait.callback.0], self.client_origins[wait.client.0]);
        PathStep { member: callback.member as u16, callback: callback.at as u16, field: client.at as u16 }
    }

    const fn step(&self, members: &[Member<'a>], id: WaitId, resource: Resource) -> Step<'a> {
        let wait = self.waits[id.0];
        let (callback, client) = (self.callback_origins[wait.callback.0], self.client_origins[wait.client.0]);
        let facts = &members[callback.member].facts;
        let field = &facts.fields[client.at];
        Step {
            member: callback.member,
            node: facts.type_name,
            callback: facts.callbacks[callback.at].name,
            group: facts.callbacks[callback.at].group.name,
            client: field.name,
            client_node: facts.type_name,
            asked: match field.kind.asks() {
                Some((asked, _)) => asked,
                None => Asked { kind: AskedKind::Service, name: "", type_name: "" },
            },
            awaited: self.shown[id.0].awaited,
            mode: wait.mode,
            link: self.link(members, wait, resource),
        }
    }

    const fn link(&self, members: &[Member<'a>], wait: Wait, resource: Resource) -> Link<'a> {
        let handler = match self.clients[wait.client.0].target {
            Some(service) => self.handler(members, service),
            // Only the reply of somebody else's service is ever waited for.
            None => Handler { node: "", name: "", group: "" },
        };
        match resource {
            Resource::Task(group) => Link::Reply(self.group_name(group)),
            Resource::Turn(group) if matches!(self.groups[group.0], GroupKind::Capped) => {
                Link::CappedHandler(handler)
            }
            Resource::Turn(_) => Link::Handler(handler),
            Resource::Answer(_) => Link::Answer(handler),
        }
    }

    const fn handler(&self, members: &[Member<'a>], service: ServiceId) -> Handler<'a> {
        let Origin { member, at, .. } = self.callback_origins[self.service_handlers[service.0].0];
        let facts = &members[member].facts;
        let callback = &facts.callbacks[at];
        Handler { node: facts.type_name, name: callback.name, group: callback.group.name }
    }

    const fn group_name(&self, group: GroupId) -> &'a str {
        match &self.group_facts[group.0] {
            Some(facts) => facts.name,
            None => "",
        }
    }
}
