//! A layout as the tests hold it: owned, printable, shrinkable, and free of any rule.
//!
//! The generator, the model and the mutants read this. Of the analysis it uses the words (kinds, modes,
//! ids), and [`Layout::verdict`] is the only place that asks it anything.

use rosweave::analysis::{self, CallbackId, ClientId, GroupId, GroupKind, ServiceId, WaitMode};

/// A handle that calls `target`, or somebody else's service where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client {
    pub(crate) group: GroupId,
    pub(crate) target: Option<ServiceId>,
}

/// A callback: a timer or subscription (which the model need not tell apart), or a service's handler.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Callback {
    pub(crate) group: GroupId,
    pub(crate) serves: Option<ServiceId>,
    /// Sync or async. Every wait of a callback has the mode of the callback.
    pub(crate) mode: WaitMode,
    /// The clients that it may wait on, one after the other; a run may pass any of them over.
    pub(crate) waits: Vec<ClientId>,
}

/// Groups, callbacks and clients. The services are those that some callback serves: `0..services()`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Layout {
    pub(crate) groups: Vec<GroupKind>,
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) clients: Vec<Client>,
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

    /// The callback that serves `service`. Each service has exactly one.
    pub(crate) fn handler(&self, service: ServiceId) -> CallbackId {
        let place = self.callbacks.iter().position(|callback| callback.serves == Some(service));
        CallbackId(place.expect("every service has a handler"))
    }

    /// Every wait: the callback that waits and the client that it waits on, callback by callback.
    pub(crate) fn waits(&self) -> impl Iterator<Item = (CallbackId, ClientId)> + '_ {
        self.callbacks
            .iter()
            .enumerate()
            .flat_map(|(id, callback)| callback.waits.iter().map(move |&client| (CallbackId(id), client)))
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
        let wait = |(callback, client): (CallbackId, ClientId)| {
            let mode = self.callbacks[callback.0].mode;
            analysis::Wait { callback, client, mode, certain: false }
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
