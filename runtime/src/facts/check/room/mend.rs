//! What would mend a fault: changes that are tried on the layout, in the user's names.

use super::super::super::Tie;
use super::super::super::text;
use super::super::{DEFAULT_GROUP, Fix, GroupName, MAX_STEPS, Member, Mends};
use super::{Origin, Room};
use crate::analysis::{Bench, CallbackId, Change, Fault, GroupId, GroupKind, KINDS, Mend, Options, WaitId};

/// For how many findings of one judgement changes are tried. Each is tried at most 32 times: four kinds of changes at
/// each of the eight waits that a message names.
pub(super) const MENDED: usize = 16;

const NO_OPTIONS: Options =
    Options { wait: WaitId(0), spare: None, handler: None, moves: false, awaits: false };

impl<'a, const E: usize, const W: usize, const S: usize> Room<'a, E, W, S> {
    /// The changes that mend the fault of a wait, whose cycle is `path`.
    pub(super) const fn mends(
        &mut self,
        members: &[Member<'a>],
        path: &[WaitId],
        faults: &[Option<Fault>],
    ) -> Mends<'a> {
        let mut options = [NO_OPTIONS; MAX_STEPS];
        let mut len = 0;
        while len < path.len() && len < MAX_STEPS {
            options[len] = self.options(members, path[len]);
            len += 1;
        }
        // One more group, which nothing is in.
        self.groups[self.group_count] = GroupKind::Exclusive;
        let mut bench = Bench {
            groups: self.groups.split_at(self.group_count + 1).0,
            callbacks: self.callbacks.split_at_mut(self.callback_count).0,
            clients: self.clients.split_at_mut(self.client_count).0,
            services: self.services.split_at_mut(self.service_count).0,
            waits: self.waits.split_at_mut(self.wait_count).0,
        };
        let mends = bench.mends(path[0], faults, options.split_at(len).0, &mut [0; S]);
        let mut fixes = [None; KINDS];
        let mut kind = 0;
        while kind < KINDS {
            if let Some(mend) = mends[kind] {
                fixes[kind] = Some(self.fix(members, path, mend));
            }
            kind += 1;
        }
        Mends::Tried(fixes)
    }

    const fn options(&self, members: &[Member<'a>], wait: WaitId) -> Options {
        let callback = self.waits[wait.0].callback;
        let client = self.waits[wait.0].client;
        let handler = match self.clients[client.0].target {
            Some(service) => Some(self.service_handlers[service.0]),
            None => None,
        };
        Options {
            wait,
            spare: self.spare_group(self.client_origins[client.0].member),
            handler: match handler {
                Some(handler) if matches!(self.tie(members, handler), Tie::Nothing) => Some(handler),
                _ => None,
            },
            moves: matches!(self.tie(members, callback), Tie::Nothing) || self.is_owned(members, callback),
            awaits: !matches!(self.tie(members, callback), Tie::Context),
        }
    }

    /// What keeps a callback in its group. What gets its context out of sight keeps it, too: a method of a field that
    /// is no client.
    const fn tie(&self, members: &[Member<'a>], callback: CallbackId) -> Tie {
        let mut i = 0;
        while i < self.wait_count {
            if self.waits[i].callback.0 == callback.0 && self.shown[i].assumed {
                return Tie::Context;
            }
            i += 1;
        }
        let origin = self.callback_origins[callback.0];
        members[origin.member].facts.callbacks[origin.at].tie
    }

    /// Whether its node takes `&mut self`, and has others beside it: the default group has no other state.
    const fn is_owned(&self, members: &[Member<'a>], callback: CallbackId) -> bool {
        let Origin { member, at, .. } = self.callback_origins[callback.0];
        text::equal(members[member].facts.callbacks[at].group.name, DEFAULT_GROUP)
            && matches!(self.tie(members, callback), Tie::State)
            && self.beside(members, callback).is_some()
    }

    const fn fix(&self, members: &[Member<'a>], path: &[WaitId], mend: Mend) -> Fix<'a> {
        let at = mend.at;
        let waiting = self.waits[path[at].0].callback;
        match mend.change {
            Change::Client(client, group) => {
                let member = self.client_origins[client.0].member;
                let group = if group.0 < self.group_count {
                    GroupName::Known(self.group_name(group))
                } else {
                    GroupName::New(self.free_name(member, Fix::FOR_CLIENTS))
                };
                Fix::Client { at, group }
            }
            Change::Callback(callback, _) => {
                let member = self.callback_origins[callback.0].member;
                let origin = self.callback_origins[callback.0];
                let context = Fix::context(&members[origin.member].facts.callbacks[origin.at]);
                if callback.0 == waiting.0 {
                    let group = self.free_name(member, Fix::FOR_CALLBACKS);
                    let owned = self.is_owned(members, callback);
                    Fix::Callback { at, group, context, owned }
                } else {
                    let group = self.free_name(member, Fix::FOR_HANDLERS);
                    Fix::Handler { at, group, context }
                }
            }
            Change::Await(_) => Fix::Await { at },
        }
    }

    /// A name that no group of the node has. Nodes with all three in use are told the last one.
    const fn free_name(&self, member: usize, names: [&'static str; 3]) -> &'static str {
        let mut n = 0;
        while n < 2 {
            let mut taken = false;
            let mut i = 0;
            while i < self.group_count {
                taken |=
                    self.group_members[i] == member && text::equal(self.group_name(GroupId(i)), names[n]);
                i += 1;
            }
            if !taken {
                return names[n];
            }
            n += 1;
        }
        names[2]
    }

    /// A reentrant group of the node: a client in it is in nobody's way.
    const fn spare_group(&self, member: usize) -> Option<GroupId> {
        let mut i = 0;
        while i < self.group_count {
            if self.group_members[i] == member && !matches!(self.groups[i], GroupKind::Exclusive) {
                return Some(GroupId(i));
            }
            i += 1;
        }
        None
    }
}
