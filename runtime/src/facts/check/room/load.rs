//! What the members declare, by indices.

use super::super::super::text::{self, HASH_SEED};
use super::super::super::{
    Asked, AskedKind, Awaited, CallbackFacts, GroupFacts, Mode, Reach, WaitFacts, names,
};
use super::super::Member;
use super::{Origin, Room, Shown};
use crate::analysis::{Callback, CallbackId, Client, ClientId, GroupId, Service, ServiceId, Wait, WaitMode};

impl<'a, const E: usize, const W: usize, const S: usize> Room<'a, E, W, S> {
    pub(super) const fn load(&mut self, members: &[Member<'a>]) {
        let mut m = 0;
        while m < members.len() {
            self.load_callbacks(&members[m], m);
            m += 1;
        }
        m = 0;
        while m < members.len() {
            self.load_clients(members, m);
            m += 1;
        }
        let (mut first, mut assumed) = (0, false);
        loop {
            let mut i = first;
            while i < self.callback_count {
                let origin = self.callback_origins[i];
                let callback = &members[origin.member].facts.callbacks[origin.at];
                if assumed {
                    self.load_escapes(i, callback);
                } else {
                    self.load_waits(i, callback);
                }
                i += 1;
            }
            // What is only assumed comes last, so that it is never what makes a visible wait wrong.
            if assumed {
                break;
            }
            (first, assumed) = (0, true);
        }
    }

    const fn load_callbacks(&mut self, member: &Member<'a>, m: usize) {
        let mut at = 0;
        while at < member.facts.callbacks.len() {
            let facts = &member.facts.callbacks[at];
            let group = self.group(facts.group, m);
            let mut serves = None;
            if let Some(asked) = facts.role.answers() {
                serves = Some(ServiceId(self.service_count));
                self.services[self.service_count] = Service { group };
                self.service_handlers[self.service_count] = CallbackId(self.callback_count);
                self.service_hashes[self.service_count] = full_hash(member, asked);
                self.service_count += 1;
            }
            self.callbacks[self.callback_count] = Callback { group, serves };
            self.callback_origins[self.callback_count] = Origin { member: m, at, name_hash: 0 };
            self.callback_count += 1;
            at += 1;
        }
    }

    const fn load_clients(&mut self, members: &[Member<'a>], m: usize) {
        let member = &members[m];
        let mut at = 0;
        while at < member.facts.fields.len() {
            if let Some((asked, group)) = member.facts.fields[at].kind.asks() {
                let group = self.group(group, m);
                let target = self.service(members, member, asked);
                let name_hash = text::hash(member.facts.fields[at].name, HASH_SEED);
                self.clients[self.client_count] = Client { group, target };
                self.client_origins[self.client_count] = Origin { member: m, at, name_hash };
                self.client_kinds[self.client_count] = asked.kind;
                self.client_count += 1;
            }
            at += 1;
        }
    }

    const fn group(&mut self, facts: GroupFacts<'a>, member: usize) -> GroupId {
        let mut i = 0;
        while i < self.group_count {
            if self.group_members[i] == member
                && let Some(known) = &self.group_facts[i]
                && known.same(&facts)
            {
                return GroupId(i);
            }
            i += 1;
        }
        self.groups[i] = facts.kind;
        self.group_facts[i] = Some(facts);
        self.group_members[i] = member;
        self.group_count += 1;
        GroupId(i)
    }

    const fn service(
        &self,
        members: &[Member<'a>],
        caller: &Member<'_>,
        asked: Asked<'_>,
    ) -> Option<ServiceId> {
        let hash = full_hash(caller, asked);
        let mut i = 0;
        while i < self.service_count {
            if self.service_hashes[i] == hash {
                let origin = self.callback_origins[self.service_handlers[i].0];
                let owner = &members[origin.member];
                if let Some(served) = owner.facts.callbacks[origin.at].role.answers()
                    && served.kind.same(asked.kind)
                    && names::same_between(
                        (owner.namespace, owner.name, owner.remapped(served.name)),
                        (caller.namespace, caller.name, caller.remapped(asked.name)),
                    )
                {
                    return Some(ServiceId(i));
                }
            }
            i += 1;
        }
        None
    }

    const fn load_waits(&mut self, callback: usize, facts: &CallbackFacts<'a>) {
        let mut i = 0;
        while i < facts.waits.len() {
            let wait = &facts.waits[i];
            if let Some(client) = self.client(callback, wait.field) {
                let shown = shown_of(wait, false);
                self.wait(callback, client, mode_of(facts.mode), wait.certain, shown);
            }
            i += 1;
        }
    }

    /// What is only assumed: where the context leaves, and where a call is on something that is no client.
    const fn load_escapes(&mut self, callback: usize, facts: &CallbackFacts<'a>) {
        let mut i = 0;
        while i < facts.escapes.len() {
            let escape = &facts.escapes[i];
            let (site, through) = (escape.site, escape.through);
            let shown = Shown { site, through, awaited: Awaited::Reply, assumed: true };
            let stays = match escape.into {
                Some(field) => self.client(callback, field).is_some(),
                None => false,
            };
            if !stays {
                self.load_reach(callback, facts.mode, &escape.reach, shown);
            }
            i += 1;
        }
        i = 0;
        while i < facts.waits.len() {
            let wait = &facts.waits[i];
            if self.client(callback, wait.field).is_none() {
                let shown = shown_of(wait, true);
                self.load_reach(callback, facts.mode, &wait.elsewhere, shown);
            }
            i += 1;
        }
    }

    const fn load_reach(&mut self, callback: usize, mode: Mode, reach: &Reach<'a>, shown: Shown<'a>) {
        match reach {
            Reach::All | Reach::Goals { .. } => {
                let mut c = 0;
                while c < self.client_count {
                    let reaches = match reach {
                        Reach::Goals { but } => {
                            matches!(self.client_kinds[c], AskedKind::Action) && !self.is_among(c, but)
                        }
                        _ => true,
                    };
                    if self.client_origins[c].member == self.callback_origins[callback].member && reaches {
                        self.wait(callback, ClientId(c), mode_of(mode), false, shown);
                    }
                    c += 1;
                }
            }
            Reach::Fields(fields) => {
                let mut f = 0;
                while f < fields.len() {
                    if let Some(client) = self.client(callback, fields[f]) {
                        self.wait(callback, client, mode_of(mode), false, shown);
                    }
                    f += 1;
                }
            }
        }
    }

    /// Whether a client's field has one of these names.
    const fn is_among(&self, client: usize, fields: &[&str]) -> bool {
        let mut f = 0;
        while f < fields.len() {
            if self.client_origins[client].name_hash == text::hash(fields[f], HASH_SEED) {
                return true;
            }
            f += 1;
        }
        false
    }

    /// The client in field `name` of the callback's node. A field that is none is the compiler's matter.
    const fn client(&self, callback: usize, name: &str) -> Option<ClientId> {
        let hash = text::hash(name, HASH_SEED);
        let member = self.callback_origins[callback].member;
        let mut i = 0;
        while i < self.client_count {
            if self.client_origins[i].name_hash == hash && self.client_origins[i].member == member {
                return Some(ClientId(i));
            }
            i += 1;
        }
        None
    }

    const fn wait(
        &mut self,
        callback: usize,
        client: ClientId,
        mode: WaitMode,
        certain: bool,
        mut shown: Shown<'a>,
    ) {
        if self.wait_count == W {
            self.full = true;
            return;
        }
        if matches!((self.client_kinds[client.0], shown.awaited), (AskedKind::Action, Awaited::Reply)) {
            // Somebody out of sight waits on a client of an action, for the most that there is.
            shown.awaited = Awaited::Result;
        }
        let (callback, awaited) = (CallbackId(callback), shown.awaited.of());
        self.waits[self.wait_count] = Wait { callback, client, mode, awaited, certain };
        self.shown[self.wait_count] = shown;
        self.wait_count += 1;
    }
}

const fn mode_of(mode: Mode) -> WaitMode {
    match mode {
        Mode::Async => WaitMode::Awaiting,
        Mode::Sync | Mode::Blocking => WaitMode::Blocking,
    }
}

/// What the facts show of a wait.
const fn shown_of<'a>(wait: &WaitFacts<'a>, assumed: bool) -> Shown<'a> {
    Shown { site: wait.site, through: wait.through, awaited: wait.awaited, assumed }
}

/// A hash of the full name. That services and actions may share one is told apart later.
const fn full_hash(member: &Member<'_>, asked: Asked<'_>) -> u64 {
    names::full_hash(member.namespace, member.name, member.remapped(asked.name))
}
