//! Which changes of a layout mend a fault: each is tried on the layout, and judged.

use super::{Callback, Client, GroupKind, Service, Wait};
use super::{CallbackId, ClientId, Fault, GroupId, Layout, WaitId, WaitMode, With};

/// A change of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The client gets another group.
    Client(ClientId, GroupId),
    /// The callback gets another group.
    Callback(CallbackId, GroupId),
    /// What the callback blocked on it awaits.
    Await(CallbackId),
}

/// What could be changed at one wait of a cycle.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The wait.
    pub wait: WaitId,
    /// A group for its client that is there already and in nobody's way.
    pub spare: Option<GroupId>,
    /// The handler that it waits for, where that may get another group.
    pub handler: Option<CallbackId>,
    /// Whether its callback may get another group.
    pub moves: bool,
    /// Whether its callback may become an async one.
    pub awaits: bool,
}

/// A change that mends a fault, and the place of its wait in the cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The place among the options.
    pub at: usize,
    /// The change.
    pub change: Change,
}

/// The kinds of changes, from the cheapest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Client,
    Handler,
    Callback,
    Await,
}

/// How many kinds there are.
pub const KINDS: usize = 4;

/// A layout that can be changed.
#[derive(Debug)]
pub struct Bench<'a> {
    /// The groups, and behind them an exclusive one that nothing is in.
    pub groups: &'a [GroupKind],
    /// The callbacks.
    pub callbacks: &'a mut [Callback],
    /// The clients.
    pub clients: &'a mut [Client],
    /// The services.
    pub services: &'a mut [Service],
    /// The waits.
    pub waits: &'a mut [Wait],
}

impl Bench<'_> {
    /// For each kind of change, from the cheapest on, the first along the cycle that mends the fault of `wait`: the
    /// waits that `faults` does not refuse, and this one, deadlock no more. At most four changes are tried for each
    /// of `options`.
    ///
    /// # Panics
    /// Where `scratch` is shorter than [`scratch_len`](Layout::scratch_len) of the layout.
    pub const fn mends(
        &mut self,
        wait: WaitId,
        faults: &[Option<Fault>],
        options: &[Options],
        scratch: &mut [u64],
    ) -> [Option<Mend>; KINDS] {
        // What mends the wait and leaves the next line refused is offered where there is nothing better.
        let mends = self.mends_with(With::Siblings, wait, faults, options, scratch);
        let mut kind = 0;
        while kind < KINDS {
            if mends[kind].is_some() {
                return mends;
            }
            kind += 1;
        }
        self.mends_with(With::None, wait, faults, options, scratch)
    }

    const fn mends_with(
        &mut self,
        with: With,
        wait: WaitId,
        faults: &[Option<Fault>],
        options: &[Options],
        scratch: &mut [u64],
    ) -> [Option<Mend>; KINDS] {
        const ORDER: [Kind; KINDS] = [Kind::Client, Kind::Handler, Kind::Callback, Kind::Await];
        let mut mends = [None; KINDS];
        let mut kind = 0;
        while kind < KINDS {
            let mut at = 0;
            while at < options.len() && mends[kind].is_none() {
                if let Some(change) = self.change(ORDER[kind], &options[at])
                    && self.is_mended(change, wait, faults, with, scratch)
                {
                    mends[kind] = Some(Mend { at, change });
                }
                at += 1;
            }
            kind += 1;
        }
        mends
    }

    const fn change(&self, kind: Kind, options: &Options) -> Option<Change> {
        let wait = self.waits[options.wait.0];
        let new = GroupId(self.groups.len() - 1);
        match kind {
            Kind::Client
                if !matches!(self.groups[self.clients[wait.client.0].group.0], GroupKind::Exclusive) =>
            {
                None
            }
            Kind::Client => Some(Change::Client(
                wait.client,
                match options.spare {
                    Some(group) => group,
                    None => new,
                },
            )),
            Kind::Handler => match options.handler {
                Some(handler) => Some(Change::Callback(handler, new)),
                None => None,
            },
            Kind::Callback if options.moves => Some(Change::Callback(wait.callback, new)),
            Kind::Await if options.awaits && matches!(wait.mode, WaitMode::Blocking) => {
                Some(Change::Await(wait.callback))
            }
            Kind::Callback | Kind::Await => None,
        }
    }

    const fn is_mended(
        &mut self,
        change: Change,
        wait: WaitId,
        faults: &[Option<Fault>],
        with: With,
        scratch: &mut [u64],
    ) -> bool {
        match change {
            Change::Client(client, group) => {
                let before = self.clients[client.0].group;
                self.clients[client.0].group = group;
                let mended = self.layout().accepts(wait, faults, with, scratch);
                self.clients[client.0].group = before;
                mended
            }
            Change::Callback(callback, group) => {
                let before = self.callbacks[callback.0].group;
                self.put(callback, group);
                let mended = self.layout().accepts(wait, faults, with, scratch);
                self.put(callback, before);
                mended
            }
            Change::Await(callback) => {
                self.set_mode(callback, WaitMode::Awaiting);
                let mended = self.layout().accepts(wait, faults, with, scratch);
                self.set_mode(callback, WaitMode::Blocking);
                mended
            }
        }
    }

    const fn put(&mut self, callback: CallbackId, group: GroupId) {
        self.callbacks[callback.0].group = group;
        if let Some(service) = self.callbacks[callback.0].serves {
            self.services[service.0].group = group;
        }
    }

    /// All waits of a callback are of one mode.
    const fn set_mode(&mut self, callback: CallbackId, mode: WaitMode) {
        let mut i = 0;
        while i < self.waits.len() {
            if self.waits[i].callback.0 == callback.0 {
                self.waits[i].mode = mode;
            }
            i += 1;
        }
    }

    const fn layout(&self) -> Layout<'_> {
        Layout {
            groups: self.groups,
            callbacks: self.callbacks,
            clients: self.clients,
            services: self.services,
            waits: self.waits,
        }
    }
}
