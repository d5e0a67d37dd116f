//! A layout as the tests hold it: owned, printable, shrinkable, and free of any rule.
//!
//! The generator, the model and the mutants read this. Of the analysis it uses the words (kinds, modes,
//! ids), and [`Layout::verdict`] is the only place that asks it anything.

use rosweave::analysis::{self, Awaited, CallbackId, ClientId, GroupId, GroupKind, ServiceId, WaitMode};

/// A handle that calls `target`, a service or an action, or somebody else's service where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client {
    pub(crate) group: GroupId,
    pub(crate) target: Option<ServiceId>,
}

/// A callback's waiting on a client: for the handler behind it, or only for the keeper, which takes and cancels goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Wait {
    pub(crate) client: ClientId,
    pub(crate) awaited: Awaited,
}

/// A callback: a timer or subscription (which the model need not tell apart), a service's handler, or the execution
/// of an action's goals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Callback {
    pub(crate) group: GroupId,
    pub(crate) serves: Option<ServiceId>,
    /// Sync or async. Every wait of a callback has the mode of the callback.
    pub(crate) mode: WaitMode,
    /// What it may wait for, one after the other; a run may pass any of it over.
    pub(crate) waits: Vec<Wait>,
}

/// Groups, callbacks and clients. The services are those that some callback serves: `0..services()`, actions last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Layout {
    pub(crate) groups: Vec<GroupKind>,
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) clients: Vec<Client>,
    /// How many of the services are actions.
    pub(crate) actions: usize,
}

/// The same layout as the analysis takes it.
pub(crate) struct Facts {
    groups: Vec<GroupKind>,
    callbacks: Vec<analysis::Callback>,
    clients: Vec<analysis::Client>,
    services: Vec<analysis::Service>,
    waits: Vec<analysis::Wait>,
}

impl Layout {
    pub(crate) fn services(&self) -> usize {
        self.callbacks.iter().filter(|callback| callback.serves.is_some()).count()
    }

    pub(crate) fn is_action(&self, service: ServiceId) -> bool {
        service.0 + self.actions >= self.services()
    }

    /// The name of a service or action.
    pub(crate) fn service_name(&self, service: ServiceId) -> String {
        let plain = self.services() - self.actions;
        if self.is_action(service) { format!("a{}", service.0 - plain) } else { format!("s{}", service.0) }
    }

    /// The callback that serves `service`. Each service has exactly one.
    pub(crate) fn handler(&self, service: ServiceId) -> CallbackId {
        let place = self.callbacks.iter().position(|callback| callback.serves == Some(service));
        CallbackId(place.expect("every service has a handler"))
    }

    /// Every wait: the callback that waits and what it waits for, callback by callback.
    pub(crate) fn waits(&self) -> impl Iterator<Item = (CallbackId, Wait)> + '_ {
        self.callbacks
            .iter()
            .enumerate()
            .flat_map(|(id, callback)| callback.waits.iter().map(move |&wait| (CallbackId(id), wait)))
    }

    /// The same layout as a source spells it: a result is waited for after the goal was sent.
    pub(crate) fn spelled(&self) -> Layout {
        let mut layout = self.clone();
        for callback in &mut layout.callbacks {
            let spell = |wait: Wait| {
                let client = self.clients[wait.client.0];
                let result = client.target.is_some_and(|service| self.is_action(service))
                    && wait.awaited == Awaited::Handler;
                let goal = result.then_some(Wait { awaited: Awaited::Keeper, ..wait });
                goal.into_iter().chain([wait])
            };
            callback.waits = callback.waits.iter().copied().flat_map(spell).collect();
        }
        layout
    }

    /// The same layout with some of its waits, named by their places in [`Layout::waits`].
    pub(crate) fn with_waits(&self, kept: impl Fn(usize) -> bool) -> Layout {
        let mut layout = self.clone();
        let mut place = 0;
        for callback in &mut layout.callbacks {
            callback.waits.retain(|_| {
                place += 1;
                kept(place - 1)
            });
        }
        layout
    }

    pub(crate) fn facts(&self) -> Facts {
        let callback = |c: &Callback| analysis::Callback { group: c.group, serves: c.serves };
        let service = |id| analysis::Service { group: self.callbacks[self.handler(ServiceId(id)).0].group };
        let wait = |(callback, wait): (CallbackId, Wait)| {
            let mode = self.callbacks[callback.0].mode;
            analysis::Wait { callback, client: wait.client, mode, awaited: wait.awaited, certain: false }
        };
        Facts {
            groups: self.groups.clone(),
            callbacks: self.callbacks.iter().map(callback).collect(),
            clients: self
                .clients
                .iter()
                .map(|c| analysis::Client { group: c.group, target: c.target })
                .collect(),
            services: (0..self.services()).map(service).collect(),
            waits: self.waits().map(wait).collect(),
        }
    }

    /// What the analysis under test says.
    pub(crate) fn verdict(&self) -> bool {
        self.facts().view().deadlocks()
    }
}

impl Facts {
    pub(crate) fn view(&self) -> analysis::Layout<'_> {
        analysis::Layout {
            groups: &self.groups,
            callbacks: &self.callbacks,
            clients: &self.clients,
            services: &self.services,
            waits: &self.waits,
        }
    }

    /// Makes the waits certain that `bits` has a one for, which the recursion check reads.
    pub(crate) fn with_certain(mut self, bits: u64) -> Facts {
        for (place, wait) in self.waits.iter_mut().enumerate() {
            wait.certain = bits >> (place % 64) & 1 == 1;
        }
        self
    }
}
