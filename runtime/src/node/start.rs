//! Starting nodes.

use super::begin::{self, OfHandle, Running};
use super::composition::Composition;
use super::handle::NodeHandle;
use super::node_type::NodeType;
use super::options::NodeOptions;
use super::{Node, strangers};
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
        Ok(NodeHandle::of(self.run(NodeType::of::<N>(), transport, exec).await?))
    }

    async fn run<T: Transport>(
        self,
        node_type: NodeType<T>,
        transport: &T,
        exec: Exec,
    ) -> Result<(Running, OfHandle), StartError> {
        let identity = self.clone().identity(node_type.facts)?;
        strangers::warn(self.given_args(), std::slice::from_ref(&identity));
        Composition(vec![(node_type.facts, &identity)]).check(T::TYPES)?;
        let node = self.prepare(node_type, transport, exec.clone())?;
        begin::watch(vec![node.life().clone()]);
        match exec {
            Exec::Wall(_) => node.start().await,
            // All of it runs where the test waits.
            Exec::Paused(_) | Exec::Virtual(_) => node.finish().await,
        }
    }
}
