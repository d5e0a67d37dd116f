//! What a client asks for, and whether somebody serves it.

use std::future::Future;
use std::sync::Arc;

use super::asker::Asker;
use crate::life::{ClientName, Life, WaitEntry};

/// What a client asks for: a service, or an action, which is three.
pub(super) trait Served: Sync {
    fn client(&self) -> &Arc<ClientName>;

    fn life(&self) -> &Life;

    fn is_available(&self) -> bool;

    fn available(&self) -> impl Future<Output = ()> + Send;

    fn entry(&self, asker: &Asker, blocking: bool) -> WaitEntry {
        asker.waits_on(self.client(), self.life(), blocking)
    }
}
