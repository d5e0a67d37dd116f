//! What carries messages: the contract, and [`InProcess`].
//!
//! A transport provides publishers, subscriptions, clients, servers and the graph of one node. Groups drive
//! it: it hands out things to poll, and calls no user code. Loss is counted, order is kept per publisher, a
//! closed peer ends the stream with a reason.

pub(crate) mod bounds;
#[cfg(any(feature = "dds", feature = "r2r"))]
mod cdr;
#[cfg(any(feature = "dds", feature = "r2r"))]
mod claims;
#[cfg(feature = "dds")]
mod dds;
#[cfg(any(test, feature = "r2r"))]
mod fields;
pub(crate) mod holder;
mod inproc;
mod keep_last;
pub(crate) mod losses;
mod network;
mod ports;
mod queue;
#[cfg(feature = "r2r")]
mod r2r;
#[cfg(any(feature = "dds", feature = "r2r"))]
pub(crate) mod raw;

use std::sync::{Arc, Mutex};

use crate::error::TransportError;
use crate::facts::qos::Qos;
use crate::message::Service;
use crate::rt::Exec;
use crate::rt::node_clock::NodeClock;
use crate::rt::sync::lock;
use crate::rt::time::Time;
#[cfg(feature = "dds")]
pub use dds::{Dds, DdsOptions, DiscoveryRange, ServiceMapping};
pub use inproc::InProcess;
pub use network::Network;
pub use ports::{
    AnswerAtOnce, CallId, ClientPort, Delivery, Encodes, LastWord, Losses, MessageInfo, NoLosses,
    PublisherPort, Reply, ReplyPort, Request, RequestPort, Responder, ServerPort, SubscriptionPort,
};
#[cfg(feature = "r2r")]
pub use r2r::{R2r, R2rNode};

/// What carries messages between nodes.
pub trait Transport: Clone + Send + Sync + 'static {
    /// What `ROSWEAVE_TRANSPORT` calls it, as in `in-process`.
    const NAME: &'static str;

    /// The presence of one node. Dropping it leaves the graph.
    type Node: Send + Sync + 'static;

    /// The transport that a program gets when it names none in particular.
    ///
    /// # Errors
    /// Where it can not be had, for instance for want of a network.
    fn open() -> Result<Self, TransportError>;

    /// Which nodes hear those that are made here. A service has its name within one network.
    ///
    /// Unless a transport says more, all that are opened of its type are one network.
    fn network(&self) -> Network {
        Network::of_type::<Self>()
    }

    /// What makes the two ends of a topic or service fit together.
    const TYPES: TypesBy = TypesBy::Name;

    /// Makes a node known under its full name.
    ///
    /// # Errors
    /// Where the transport refuses the node.
    fn join(&self, node: &str, clock: Clock) -> Result<Self::Node, TransportError>;

    /// The same node, for the ends of one of its callbacks or handles: what is said of them can then name it.
    /// `None` where nothing would.
    fn declared(node: &Self::Node, of: &Declared<'_>) -> Option<Self::Node> {
        let _ = (node, of);
        None
    }

    /// The full names of the nodes in the graph, in order.
    fn nodes(&self) -> Vec<String>;

    /// Whether a node of this full name is in the graph.
    fn has_node(&self, name: &str) -> bool {
        self.nodes().iter().any(|node| node == name)
    }

    /// The full names of the topics that have a publisher or a subscription, in order.
    fn topics(&self) -> Vec<String>;

    /// The full names of the services that are served, in order.
    fn services(&self) -> Vec<String>;

    /// Where it is told whether it still reaches those outside the process.
    fn vitals(&self) -> Vitals {
        Vitals::default()
    }
}

/// Where a transport tells how it is. Clones tell the same.
#[derive(Clone, Debug, Default)]
pub struct Vitals(Arc<Mutex<Option<String>>>);

impl Vitals {
    /// How the transport is now.
    pub fn health(&self) -> Health {
        lock(&self.0).clone().map_or(Health::Good, |reason| Health::Dead { reason })
    }

    /// Nothing goes out any more, nor comes in, for this reason; or all is well again. Whether that is news.
    pub fn set(&self, reason: Option<String>) -> bool {
        let before = std::mem::replace(&mut *lock(&self.0), reason.clone());
        before.is_some() != reason.is_some()
    }
}

/// How a transport is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Health {
    /// Nothing is known to be wrong.
    Good,
    /// Nothing goes to other programs any more, nor comes from them.
    Dead {
        /// What has happened.
        reason: String,
    },
}

/// What declares an end of a topic or service: a callback or a field.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'a> {
    /// The callback or field.
    pub name: &'a str,
    /// The message's or service's type as it is written.
    pub type_name: &'a str,
}

/// What makes two types fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypesBy {
    /// That they are one Rust type.
    Type,
    /// That ROS 2 knows them by one name.
    Name,
}

/// A clock for time stamps.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System(Exec),
    Node(Arc<NodeClock>),
}

impl Clock {
    /// The clock of the tokio runtime that the caller runs in, if any.
    pub fn current() -> Option<Clock> {
        Exec::current().map(Clock::system)
    }

    /// The system's clock; in virtual time, the world's.
    pub(crate) fn system(exec: Exec) -> Clock {
        Clock(Source::System(exec))
    }

    /// A node's clock, which may be simulated.
    pub(crate) fn of_node(clock: &Arc<NodeClock>) -> Clock {
        Clock(Source::Node(clock.clone()))
    }

    /// The time now.
    pub fn now(&self) -> Time {
        match &self.0 {
            Source::System(exec) => exec.system_time(),
            Source::Node(clock) => clock.now(),
        }
    }
}

/// A transport that carries messages of type `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not carry messages of type `{M}`",
    label = "this message does not travel over `{Self}`",
    note = "see: rosweave::message"
)]
pub trait Carries<M>: Transport {
    /// A publisher on the topic with this full name.
    ///
    /// # Errors
    /// Where the topic has another type, or the transport can not hold the quality of service.
    fn publisher(
        node: &Self::Node,
        topic: &str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<M>>, TransportError>;

    /// A subscription to the topic with this full name.
    ///
    /// # Errors
    /// Where the topic has another type, or the transport can not hold the quality of service.
    fn subscription(
        node: &Self::Node,
        topic: &str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError>;
}

/// A transport that carries requests and responses of `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not carry service `{S}`",
    label = "this service does not travel over `{Self}`",
    note = "see: rosweave::message"
)]
pub trait Serves<S: Service>: Transport {
    /// A client of the service with this full name: what sends, and what the replies come out of.
    ///
    /// # Errors
    /// Where the service has another type.
    fn client(node: &Self::Node, service: &str) -> Result<ClientPort<S>, TransportError>;

    /// The server of the service with this full name.
    ///
    /// # Errors
    /// Where the service has another type, or is served already.
    fn server(node: &Self::Node, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError>;
}
