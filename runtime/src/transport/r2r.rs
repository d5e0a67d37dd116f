//! The transport through r2r: rcl, the library under rclcpp and rclpy, and whichever middleware it is told to use.

mod client;
mod crossing;
mod faults;
mod messages;
mod qos;
mod server;
mod spin;
mod support;
mod topic;

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::sync::{Arc, LazyLock, Mutex, Weak};

use super::claims::Claims;
use super::{
    Carries, ClientPort, Clock, Network, PublisherPort, ServerPort, Serves, SubscriptionPort, Transport,
};
use crate::error::TransportError;
use crate::facts::qos::Qos;
use crate::message::{Message, NamedService};
use crate::rt::sync::lock;
use crate::transport::raw::{CarriesRaw, RawMessage};
use spin::Spinner;

/// ROS 2 itself, through [r2r](::r2r): rcl, and the middleware that `RMW_IMPLEMENTATION` names.
///
/// Feature `r2r`. To build and to run a program with it, a ROS 2 has to be sourced: Humble, Iron, Jazzy, or
/// another one that r2r knows. To build it, libclang has to be there as well (`apt install libclang-dev`).
///
/// ```console
/// $ source /opt/ros/jazzy/setup.bash
/// $ export IDL_PACKAGE_FILTER="std_msgs;example_interfaces"    # optional: build the types of these, and those that nodes need
/// $ ROSWEAVE_TRANSPORT=r2r cargo run --features rosweave/r2r
/// ```
///
/// Tried with ROS 2 Jazzy on `rmw_cyclonedds_cpp` and `rmw_fastrtps_cpp`. Where there is no ROS 2, feature
/// `r2r-doc-only` checks, lints and documents what uses `R2r`; it does not link.
///
/// # What travels
///
/// Every type that is a [`Message`] and every service that is a [`NamedService`], under its ROS 2 name and as
/// the bytes of its fields, and what actions send. r2r's own types are not needed: they are found by name, among
/// those of the ROS 2 that was sourced when the program was built. A name that it does not have is
/// [`TransportError::UnknownType`] when the node starts, which says what to source, and build again;
/// fields that are not those of its definition are malformed messages.
///
/// Topics cost about what they cost in a program by hand on r2r. r2r has no raw services, so requests and responses
/// change over to r2r's own types in memory, a `Vec` of numbers in one go; the feedback of actions by way of bytes and
/// ROS 2's type support. `examples/overhead` measures both. While nothing happens, a node's thread wakes up ten times a
/// second, with clients twice as often, and not at all where the node only publishes.
///
/// A request or response that r2r's types can not hold, as with a NUL in a text or with more elements than ROS 2 allows,
/// is an error where it is sent, and the node goes on.
///
/// # What r2r does not do, and what is done about it
///
/// | r2r | here |
/// |---|---|
/// | spins a node on whatever thread calls it, and can not be woken | A thread for each node. It begins to spin when the node's callbacks are there, and has ended when the node has. What arrives is handled at once; a node ends, and notices a server that comes or goes, within about 100 ms |
/// | keeps ten messages for each subscription and drops what comes then, without a trace | Its queue is emptied after each round, which brings one message at the most, into a queue of the depth that was asked for: what is lost there is counted in [`CallbackStats`](crate::CallbackStats). The middleware keeps at least 256 messages until then; what it drops beyond that is not counted |
/// | has no time limit for calls, and does not notice that a server goes | The client's time limit holds, a call fails as soon as no server is left, and a node that stops fails all of its calls. r2r itself remembers a call without a response until the node ends |
/// | sends as many requests as it is told to, of which the middleware keeps as many as it is told, also until they are confirmed | A client has at most 200 calls under way; beyond that a call fails at once, with [`CallError::QueueFull`](crate::CallError::QueueFull) |
/// | ignores what the middleware tells about a message | [`MessageInfo`](crate::MessageInfo) has the time of arrival, as the time of sending too, and 0 for sender and number |
/// | takes publishers that do not fit as nobody | Each subscription looks once a second: publishers of another type, or that offer too little, are counted and named in the log |
/// | lists topics and who publishes on them, but no nodes and no services | [`Transport::nodes`] are those that publish something, as all of rclcpp and rclpy do, and [`Transport::services`] those of this process |
/// | hears no events | `deadline` and `liveliness` decide who fits together, as in ROS 2, and nobody is told when they are missed |
/// | can not take a single service or subscription away | A node's endpoints stay in the graph until the node ends |
///
/// ROS 2 has no way to tell a caller that its request fails: a handler that returns an error, panics or drops
/// its [`Responder`](crate::Responder) is logged, and the call ends with the client's time limit. So give
/// clients one.
#[derive(Clone)]
pub struct R2r {
    context: ::r2r::Context,
    shared: Arc<Shared>,
}

/// rcl has one context in a process, so all nodes of the process share one graph.
static SHARED: LazyLock<Arc<Shared>> = LazyLock::new(Arc::default);

#[derive(Default)]
struct Shared {
    claims: Arc<Claims>,
    nodes: Mutex<Vec<Weak<Presence>>>,
}

/// A node of [`R2r`], until neither this nor a subscription or server of it is left.
pub struct R2rNode(Arc<Presence>);

struct Presence {
    name: String,
    clock: Clock,
    spinner: Arc<Spinner>,
    claims: Arc<Claims>,
}

impl std::fmt::Debug for R2r {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("R2r").field("distribution", &::r2r::ROS_DISTRO).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for R2rNode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("R2rNode").field(&self.0.name).finish()
    }
}

/// The domain that rcl joins.
fn domain() -> u16 {
    std::env::var("ROS_DOMAIN_ID").ok().and_then(|domain| domain.trim().parse().ok()).unwrap_or_default()
}

impl Transport for R2r {
    const NAME: &'static str = "r2r";
    type Node = R2rNode;

    fn open() -> Result<Self, TransportError> {
        // r2r panics where rcl refuses the program's `--ros-args`, or finds no middleware.
        let context = catch_unwind(::r2r::Context::create).unwrap_or(Err(::r2r::Error::RCL_RET_ERROR));
        let context =
            context.map_err(|error| TransportError::Other(format!("ROS 2 does not start: {error}")))?;
        Ok(R2r { context, shared: SHARED.clone() })
    }

    fn network(&self) -> Network {
        Network::ros_domain(domain())
    }

    fn join(&self, node: &str, clock: Clock) -> Result<R2rNode, TransportError> {
        let (namespace, name) = node.rsplit_once('/').unwrap_or_default();
        let namespace = if namespace.is_empty() { "/" } else { namespace };
        let raw = ::r2r::Node::create(self.context.clone(), name, namespace)
            .map_err(|error| TransportError::Other(format!("node `{node}` can not be made: {error}")))?;
        let spinner = Arc::new(Spinner::start(raw, node)?);
        let claims = self.shared.claims.clone();
        let presence = Arc::new(Presence { name: node.to_owned(), clock, spinner, claims });
        let mut nodes = lock(&self.shared.nodes);
        nodes.retain(|node| node.strong_count() > 0);
        nodes.push(Arc::downgrade(&presence));
        Ok(R2rNode(presence))
    }

    /// The nodes of this process, and those that publish something; r2r tells of no others. Without a node in
    /// this process there are none to be seen.
    fn nodes(&self) -> Vec<String> {
        let mut names: BTreeSet<String> =
            self.shared.present().iter().map(|node| node.name.clone()).collect();
        names.extend(self.shared.look(publishing_nodes).unwrap_or_default());
        names.into_iter().collect()
    }

    /// Without a node in this process there are none to be seen.
    fn topics(&self) -> Vec<String> {
        self.shared.look(topics).unwrap_or_default()
    }

    /// The services of this process; r2r tells of no others.
    fn services(&self) -> Vec<String> {
        self.shared.claims.served()
    }
}

impl Shared {
    fn present(&self) -> Vec<Arc<Presence>> {
        lock(&self.nodes).iter().filter_map(Weak::upgrade).collect()
    }

    /// What some node of this process sees.
    fn look(&self, look: fn(&::r2r::Node) -> Vec<String>) -> Option<Vec<String>> {
        self.present().first()?.spinner.with(move |spun| look(&spun.node)).ok()
    }
}

fn topics(node: &::r2r::Node) -> Vec<String> {
    let topics = node.get_topic_names_and_types().unwrap_or_default();
    topics.into_keys().collect::<BTreeSet<_>>().into_iter().collect()
}

fn publishing_nodes(node: &::r2r::Node) -> Vec<String> {
    let publishers = |topic: String| node.get_publishers_info_by_topic(&topic, false).unwrap_or_default();
    let publishers = topics(node).into_iter().flat_map(publishers);
    publishers.map(|publisher| full_name(&publisher.node_namespace, &publisher.node_name)).collect()
}

fn full_name(namespace: &str, name: &str) -> String {
    format!("{}/{name}", namespace.trim_end_matches('/'))
}

impl<M: Message> Carries<M> for R2r {
    fn publisher(
        R2rNode(node): &R2rNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<M>>, TransportError> {
        Ok(Arc::new(topic::Publisher::<M>::new(node, topic, M::TYPE_NAME, qos)?))
    }

    fn subscription(
        R2rNode(node): &R2rNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError> {
        Ok(Box::new(topic::Subscription::<M>::new(node, topic, M::TYPE_NAME, qos)?))
    }
}

impl CarriesRaw for R2r {
    fn raw_publisher(
        R2rNode(node): &R2rNode,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<RawMessage>>, TransportError> {
        Ok(Arc::new(topic::Publisher::<RawMessage>::new(node, topic, type_name, qos)?))
    }

    fn raw_subscription(
        R2rNode(node): &R2rNode,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<RawMessage>>, TransportError> {
        Ok(Box::new(topic::Subscription::<RawMessage>::new(node, topic, type_name, qos)?))
    }
}

impl<S: NamedService> Serves<S> for R2r {
    fn client(R2rNode(node): &R2rNode, service: &str) -> Result<ClientPort<S>, TransportError> {
        client::client(node, service)
    }

    fn server(R2rNode(node): &R2rNode, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
        Ok(Box::new(server::Server::new::<S>(node, service)?))
    }
}

/// Why an endpoint could not be made.
fn refused(name: &str, type_name: &str, error: &::r2r::Error) -> TransportError {
    match error {
        ::r2r::Error::InvalidMessageType { .. } => unknown(name, type_name),
        error => TransportError::Other(format!("`{name}` of type `{type_name}`: {error}")),
    }
}

/// r2r's types are those of the ROS 2 that was sourced when it was built, as far as they were wanted.
fn unknown(name: &str, type_name: &str) -> TransportError {
    let package = type_name.split('/').next().unwrap_or_default();
    let distribution = ::r2r::ROS_DISTRO;
    let help = match FILTER {
        Some(filter) if !filter.split(';').any(|wanted| wanted == package) => format!(
            "`IDL_PACKAGE_FILTER` was `{filter}`; name `{package}` in it, or unset it, and build again"
        ),
        _ => format!(
            "the ROS 2 that was sourced then ({distribution}) does not have it; build `{package}` with colcon, source \
             its workspace, and build the program again"
        ),
    };
    TransportError::UnknownType { name: name.to_owned(), type_name: type_name.to_owned(), help }
}

/// The packages that were wanted when r2r was built.
const FILTER: Option<&str> = option_env!("IDL_PACKAGE_FILTER");
