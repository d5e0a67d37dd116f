//! Who waits for a reply.

use std::sync::{Arc, Weak};

use super::{Current, InstanceId, Life};
use crate::rt::numbered::Numbered;
use crate::rt::sync::lock;
use crate::rt::time::Time;

/// Somebody who waits for a reply, noted without allocating.
#[derive(Clone)]
pub(crate) struct WaitEntry {
    /// The callback, unless it is a task or somebody outside.
    pub(crate) who: Option<Current>,
    pub(crate) blocking: bool,
    pub(crate) client: Arc<ClientName>,
    /// The client's node.
    pub(crate) owner: InstanceId,
    pub(crate) since: Time,
}

/// What is noted of somebody who waits.
#[derive(Clone, Copy)]
pub(crate) struct Noted {
    pub(crate) who: Option<Current>,
    pub(crate) blocking: bool,
    pub(crate) since: Time,
}

impl Noted {
    /// That it waits on the client of `owner`.
    pub(crate) fn on(self, client: &Arc<ClientName>, owner: InstanceId) -> WaitEntry {
        let Noted { who, blocking, since } = self;
        WaitEntry { who, blocking, client: client.clone(), owner, since }
    }
}

/// What a client is called.
pub(crate) struct ClientName {
    pub(crate) field: &'static str,
    pub(crate) service: String,
    pub(crate) reply_group: &'static str,
}

/// Those who wait, by numbers.
#[derive(Default)]
pub(super) struct Waiters {
    next: u64,
    entries: Numbered<WaitEntry>,
}

impl Life {
    /// Notes that somebody waits, until the guard is dropped.
    pub(crate) fn wait(&self, entry: WaitEntry) -> Waits<'_> {
        let mut waiting = lock(&self.waiting);
        waiting.next += 1;
        let id = waiting.next;
        waiting.entries.insert(id, entry);
        Waits { life: self, id }
    }

    /// Who has noted that they wait, here or with a client of the node.
    pub(crate) fn waits(&self) -> Vec<WaitEntry> {
        let mut all: Vec<_> = lock(&self.waiting).entries.values().cloned().collect();
        let handles: Vec<_> = lock(&self.handles).iter().filter_map(Weak::upgrade).collect();
        handles.iter().for_each(|handle| handle.waits(&mut all));
        all
    }
}

/// Somebody waits.
pub(crate) struct Waits<'a> {
    life: &'a Life,
    id: u64,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        // What it holds of the client may be the last of it: dropped after the lock.
        let gone = lock(&self.life.waiting).entries.remove(self.id);
        drop(gone);
    }
}
