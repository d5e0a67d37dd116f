//! The in-process transport: messages travel as `Arc<M>`, never serialised.

mod graph;
mod returns;
mod service;
mod topic;

use std::sync::{Arc, LazyLock};

use super::holder::Holder;
use super::{
    Carries, ClientPort, Clock, Declared, Network, PublisherPort, ServerPort, Serves, SubscriptionPort,
    Transport, TypesBy,
};
use crate::error::TransportError;
use crate::facts::qos::{Liveliness, Qos};
use crate::message::Service;
use graph::{Graph, Presence};
use service::Slot;
use topic::Topic;

/// A graph of topics and services inside this process.
///
/// [`InProcess::open`](Transport::open) gives the one that all parts of the process share,
/// [`InProcess::private`] one that nobody else sees. Clones are the same graph.
#[derive(Clone)]
pub struct InProcess {
    graph: Arc<Graph>,
}

static SHARED: LazyLock<Arc<Graph>> = LazyLock::new(Arc::default);

impl InProcess {
    /// A graph of its own.
    pub fn private() -> InProcess {
        InProcess { graph: Arc::default() }
    }
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcess").field("nodes", &self.nodes()).finish_non_exhaustive()
    }
}

/// A node's presence in the graph.
pub struct InProcessNode {
    presence: Arc<Presence>,
    /// Whose ends are made with it: the node's, or those of one of its callbacks or fields.
    holder: Arc<Holder>,
}

impl Transport for InProcess {
    const NAME: &'static str = "in-process";
    const TYPES: TypesBy = TypesBy::Type;
    type Node = InProcessNode;

    fn open() -> Result<Self, TransportError> {
        Ok(InProcess { graph: SHARED.clone() })
    }

    fn network(&self) -> Network {
        self.graph.network
    }

    fn join(&self, node: &str, clock: Clock) -> Result<InProcessNode, TransportError> {
        let presence = Presence::new(self.graph.clone(), node, clock);
        Ok(InProcessNode { presence, holder: Holder::new(node, None) })
    }

    fn declared(node: &InProcessNode, of: &Declared<'_>) -> Option<InProcessNode> {
        let presence = node.presence.clone();
        let holder = Holder::new(&presence.node, Some(of));
        Some(InProcessNode { presence, holder })
    }

    fn nodes(&self) -> Vec<String> {
        self.graph.nodes()
    }

    fn has_node(&self, name: &str) -> bool {
        self.graph.has_node(name)
    }

    fn topics(&self) -> Vec<String> {
        self.graph.topics()
    }

    fn services(&self) -> Vec<String> {
        self.graph.services()
    }
}

impl<M: Send + Sync + 'static> Carries<M> for InProcess {
    fn publisher(
        node: &InProcessNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<M>>, TransportError> {
        check_qos(topic, qos)?;
        let topic = Topic::<M>::of(node.presence.graph(), topic, &node.holder)?;
        Ok(Arc::new(topic::Publisher::new(topic, node, qos)))
    }

    fn subscription(
        node: &InProcessNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError> {
        check_qos(topic, qos)?;
        let topic = Topic::<M>::of(node.presence.graph(), topic, &node.holder)?;
        Ok(Box::new(topic::Subscription::new(topic, node, qos)))
    }
}

impl<S: Service> Serves<S> for InProcess {
    fn client(node: &InProcessNode, service: &str) -> Result<ClientPort<S>, TransportError> {
        let slot = Slot::<S>::of(node.presence.graph(), service, &node.holder)?;
        Ok(service::client(slot, node))
    }

    fn server(node: &InProcessNode, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
        let slot = Slot::<S>::of(node.presence.graph(), service, &node.holder)?;
        Ok(Box::new(service::Server::new(slot, node)?))
    }
}

/// Deadlines, lifespans and liveliness need somebody who watches the clock: refused rather than ignored.
fn check_qos(name: &str, qos: &Qos) -> Result<(), TransportError> {
    let policy = if qos.deadline.is_some() {
        "deadline"
    } else if qos.lifespan.is_some() {
        "lifespan"
    } else if qos.liveliness != Liveliness::Automatic || qos.lease.is_some() {
        "liveliness"
    } else {
        return Ok(());
    };
    let (transport, name) = (InProcess::NAME, name.to_owned());
    Err(TransportError::Qos { transport, name, policy, qos: Box::new(*qos) })
}
