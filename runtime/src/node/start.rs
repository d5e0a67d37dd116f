//! Starting nodes.

use super::composition::Composition;
use super::handle::NodeHandle;
use super::options::NodeOptions;
use super::{Node, begin, strangers};
use crate::declare::node_facts;
use crate::error::StartError;
use crate::rt::Exec;
use crate::transport::{InProcess, Transport};

impl NodeOptions {
    /// Starts the node in the process' own graph. Needs a running tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] says why it did not start; then nothing of it runs.
    pub async fn start<N: Node>(self) -> Result<NodeHandle<N>, StartError> {
        self.start_on(&InProcess::open()?).await
    }

    /// Starts the node on a transport. Needs a running tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] says why it did not start; then nothing of it runs.
    pub async fn start_on<N: Node<T>, T: Transport>(
        self,
        transport: &T,
    ) -> Result<NodeHandle<N>, StartError> {
        let exec = Exec::current().ok_or(StartError::NoRuntime)?;
        self.start_in(transport, exec).await
    }

    pub(crate) async fn start_in<N: Node<T>, T: Transport>(
        self,
        transport: &T,
        exec: Exec,
    ) -> Result<NodeHandle<N>, StartError> {
        let facts = node_facts::<N>();
        let identity = self.clone().identity(facts)?;
        strangers::warn(self.given_args(), std::slice::from_ref(&identity));
        Composition(vec![(facts, &identity)]).check(T::TYPES)?;
        let node = self.prepare::<N, T>(transport, exec.clone())?;
        begin::watch(vec![node.life().clone()]);
        match exec {
            Exec::Wall(_) => node.start().await,
            // All of it runs where the test waits.
            Exec::Paused(_) | Exec::Virtual(_) => node.finish().await,
        }
    }
}
