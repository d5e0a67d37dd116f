//! A transport that asks for names: what leaves the process does.

use std::sync::Arc;

use rosweave::transport::{
    Carries, ClientPort, Clock, PublisherPort, ServerPort, Serves, SubscriptionPort, Transport,
};
use rosweave::{InProcess, Message, NamedService, Qos, Service, TransportError};
use serde::{Deserialize, Serialize};

/// Carries named types only, in-process.
#[derive(Clone, Debug)]
pub struct Wire(InProcess);

impl Transport for Wire {
    const NAME: &'static str = "wire";
    type Node = <InProcess as Transport>::Node;

    fn open() -> Result<Wire, TransportError> {
        InProcess::open().map(Wire)
    }

    fn join(&self, node: &str, clock: Clock) -> Result<Self::Node, TransportError> {
        self.0.join(node, clock)
    }

    fn nodes(&self) -> Vec<String> {
        self.0.nodes()
    }

    fn topics(&self) -> Vec<String> {
        self.0.topics()
    }

    fn services(&self) -> Vec<String> {
        self.0.services()
    }
}

impl<M: Message> Carries<M> for Wire {
    fn publisher(
        node: &Self::Node,
        topic: &str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<M>>, TransportError> {
        <InProcess as Carries<M>>::publisher(node, topic, qos)
    }

    fn subscription(
        node: &Self::Node,
        topic: &str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError> {
        <InProcess as Carries<M>>::subscription(node, topic, qos)
    }
}

impl<S: NamedService> Serves<S> for Wire {
    fn client(node: &Self::Node, service: &str) -> Result<ClientPort<S>, TransportError> {
        <InProcess as Serves<S>>::client(node, service)
    }

    fn server(node: &Self::Node, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
        <InProcess as Serves<S>>::server(node, service)
    }
}

/// A line, by its name in ROS 2.
#[derive(Debug, Default, Deserialize, Message, Serialize)]
#[ros("demo_msgs/msg/Line")]
pub struct Line {
    /// The text.
    pub data: String,
}

/// A number, by its name in ROS 2.
#[derive(Debug, Default, Deserialize, Message, Serialize)]
#[ros("demo_msgs/msg/Number")]
pub struct Number {
    /// The number.
    pub data: i64,
}

/// Asks for a line.
#[derive(Debug, Service)]
#[ros("demo_msgs/srv/Read", request = Number, response = Line)]
pub struct Read;

/// Asks for a number.
#[derive(Debug, Service)]
#[ros("demo_msgs/srv/Count", request = Line, response = Number)]
pub struct Count;
