//! What would mend a refused wait: changes that are tried on what is drawn.

use super::drawn::Drawn;
use crate::analysis::{Bench, CallbackId, Change, Fault, GroupId, GroupKind, Layout, Mend, Options, WaitId};
use crate::facts::check::{Fix, GroupName, MAX_STEPS, Mends};
use crate::facts::{CallbackFacts, Tie};
use crate::life::InstanceId;

impl Drawn<'_> {
    /// The changes that mend the fault of a wait, whose cycle is `path`.
    pub(super) fn mends(&self, path: &[WaitId], faults: &[Option<Fault>]) -> Mends<'_> {
        let options: Vec<Options> = path.iter().take(MAX_STEPS).map(|&wait| self.options(wait)).collect();
        // One more group, which nothing is in.
        let groups: Vec<GroupKind> = self.groups.iter().copied().chain([GroupKind::Exclusive]).collect();
        let Layout { callbacks, clients, services, waits, .. } = self.layout();
        let layout = Layout { groups: &groups, callbacks, clients, services, waits };
        let mut scratch = vec![0; layout.scratch_len()];
        let mut bench = Bench {
            groups: &groups,
            callbacks: &mut callbacks.to_vec(),
            clients: &mut clients.to_vec(),
            services: &mut services.to_vec(),
            waits: &mut waits.to_vec(),
        };
        let mends = bench.mends(path[0], faults, &options, &mut scratch);
        Mends::Tried(mends.map(|mend| mend.map(|mend| self.fix(path, mend))))
    }

    fn options(&self, wait: WaitId) -> Options {
        let (callback, client) = (self.waits[wait.0].callback, self.waits[wait.0].client);
        let handler = self.clients[client.0].target.map(|service| self.handlers[service.0]);
        let node = self.edges[wait.0].client.node;
        let spare =
            |(of, facts): &(InstanceId, _)| *of == node && !crate::facts::GroupFacts::is_exclusive(facts);
        let moves = |callback: CallbackId| self.facts(callback).tie == Tie::Nothing;
        Options {
            wait,
            spare: self.group_facts.iter().position(spare).map(GroupId),
            handler: handler.filter(|&handler| moves(handler)),
            moves: moves(callback),
            // What is met while nodes run may be anywhere.
            awaits: false,
        }
    }

    fn facts(&self, callback: CallbackId) -> &CallbackFacts<'static> {
        let (member, at) = self.origins[callback.0];
        &self.members[member].facts.callbacks[at]
    }

    fn fix(&self, path: &[WaitId], Mend { at, change }: Mend) -> Fix<'_> {
        match change {
            Change::Client(client, GroupId(group)) => {
                let node = self.edges[path[at].0].client.node;
                debug_assert_eq!(self.waits[path[at].0].client, client);
                let group = match self.group_facts.get(group) {
                    Some((_, facts)) => GroupName::Known(facts.name),
                    None => GroupName::New(self.free_name(node, Fix::FOR_CLIENTS)),
                };
                Fix::Client { at, group }
            }
            Change::Callback(callback, _) => {
                let node = self.members[self.origins[callback.0].0].id;
                let context = Fix::context(self.facts(callback));
                if callback == self.waits[path[at].0].callback {
                    let group = self.free_name(node, Fix::FOR_CALLBACKS);
                    Fix::Callback { at, group, context, owned: false }
                } else {
                    Fix::Handler { at, group: self.free_name(node, Fix::FOR_HANDLERS), context }
                }
            }
            Change::Await(_) => Fix::Await { at },
        }
    }

    fn free_name(&self, node: InstanceId, names: [&'static str; 3]) -> &'static str {
        let taken = |name: &str| self.group_facts.iter().any(|(of, facts)| *of == node && facts.name == name);
        names.into_iter().find(|name| !taken(name)).unwrap_or(names[2])
    }
}
