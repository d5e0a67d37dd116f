//! Who waits for a reply.

use std::sync::Arc;

use super::{Current, InstanceId, Life};
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

/// What a client is called.
pub(crate) struct ClientName {
    pub(crate) field: &'static str,
    pub(crate) service: String,
    pub(crate) reply_group: &'static str,
}

impl Life {
    /// Notes that somebody waits, until the guard is dropped.
    pub(crate) fn wait(self: &Arc<Self>, entry: WaitEntry) -> Waits {
        let id = self.id();
        lock(&self.waiting).insert(id, entry);
        Waits { life: self.clone(), id }
    }

    /// Who has noted here that they wait.
    pub(crate) fn waits(&self) -> Vec<WaitEntry> {
        lock(&self.waiting).values().cloned().collect()
    }
}

/// Somebody waits.
pub(crate) struct Waits {
    life: Arc<Life>,
    id: u64,
}

impl Drop for Waits {
    fn drop(&mut self) {
        // What it holds of the client may be the last of it: dropped after the lock.
        let gone = lock(&self.life.waiting).remove(self.id);
        drop(gone);
    }
}
