//! ROS 2's wire protocol in pure Rust: topics and services as nodes on Fast DDS and Cyclone DDS have them.

mod client;
mod gid;
mod graph;
mod inbox;
mod matches;
mod names;
mod network;
mod options;
mod participant;
mod presence;
mod qos;
mod rpc;
mod server;
#[cfg(test)]
mod tests;
mod topic;
mod wire;
mod writer;

use std::sync::Arc;

use super::{Carries, ClientPort, Clock, PublisherPort, ServerPort, Serves, SubscriptionPort, Transport};
use crate::error::TransportError;
use crate::facts::qos::{History, Qos};
use crate::message::{Message, NamedService};
pub use options::{DdsOptions, DiscoveryRange};
use participant::{Node, Participant};
pub use rpc::ServiceMapping;

/// What requests and replies ask for: ROS 2's default, with room for calls that wait. The history is nobody
/// else's business.
const SERVICE_QOS: Qos = Qos::SERVICES.with_history(History::KeepLast(256));

/// ROS 2's wire protocol, spoken in pure Rust: no ROS installation, no C.
#[derive(Clone)]
pub struct Dds {
    participant: Arc<Participant>,
}

impl Dds {
    /// What a `Dds` is to be opened with. What is left out comes from the environment.
    pub fn options() -> DdsOptions {
        DdsOptions::default()
    }

    fn start(settings: &options::Settings) -> Result<Dds, TransportError> {
        Ok(Dds { participant: Arc::new(Participant::new(settings)?) })
    }

    /// The domain that it has joined.
    pub fn domain(&self) -> u16 {
        self.participant.settings.domain
    }
}

impl std::fmt::Debug for Dds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dds").field("domain", &self.domain()).finish_non_exhaustive()
    }
}

/// A node's presence in the graph.
pub struct DdsNode {
    node: Arc<Node>,
}

impl Transport for Dds {
    const NAME: &'static str = "dds";
    type Node = DdsNode;

    fn open() -> Result<Self, TransportError> {
        Dds::options().open()
    }

    fn join(&self, node: &str, _clock: Clock) -> Result<DdsNode, TransportError> {
        Ok(DdsNode { node: Arc::new(Node::new(self.participant.clone(), node)) })
    }

    fn nodes(&self) -> Vec<String> {
        self.participant.nodes()
    }

    fn topics(&self) -> Vec<String> {
        self.participant.graph.topics()
    }

    fn services(&self) -> Vec<String> {
        self.participant.graph.services()
    }
}

impl<M: Message> Carries<M> for Dds {
    fn publisher(
        node: &DdsNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<M>>, TransportError> {
        Ok(Arc::new(topic::Publisher::new::<M>(&node.node, topic, qos)?))
    }

    fn subscription(
        node: &DdsNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError> {
        Ok(Box::new(topic::Subscription::new(&node.node, topic, qos)?))
    }
}

impl<S: NamedService> Serves<S> for Dds {
    fn client(node: &DdsNode, service: &str) -> Result<ClientPort<S>, TransportError> {
        client::client(&node.node, service)
    }

    fn server(node: &DdsNode, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
        Ok(Box::new(server::Server::new(&node.node, service)?))
    }
}
