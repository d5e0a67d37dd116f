//! ROS 2's wire protocol in pure Rust: topics and services as nodes on Fast DDS and Cyclone DDS have them.
//!
//! RustDDS does RTPS and discovery. ROS 2's layer above is here, and not ros2-client's (0.12), because:
//! * `Client::async_receive_response(id)` drops the replies to all other calls, `receive_response` has no waker, and
//!   nothing waits for whichever reply comes next; so eight tasks that share a client lose replies.
//! * Each node's `Spinner` reads the one queue of events of the participant (`status_listener`), so that with two
//!   nodes each sees a part of them, and `wait_for_service` may wait for ever.
//! * `ServiceMapping` holds for a client's life, where peers of both middlewares can be on one network; its client
//!   does not name its reply reader, for which a server on Fast DDS would wait before it answers.
//! * An error of `Subscription::take` does not say whose frame it was, `Node` has no way to say that an endpoint has
//!   gone, and `Gid` has one length for all releases, chosen by a feature.
//!
//! In the layers below: `wire` (messages as bytes), `names`, `qos`, `rpc` (which call a frame belongs to); then
//! `matches`, `ear`, `vigil`, `lapsed`, `lookout`, `roaming`, `afresh`, `graph` and `presence` (who is there), `participant`, `pulse` and `chores` (what all share, and its thread);
//! `intake` and `inbox` (frames in), `ring`, `writer`, `flow`, `courier`, `newcomers`, `line`, `lines` and `outlet` (out), `local` (topics without the wire), and on them
//! `topic`, `client`, `server` and `service`.

mod afresh;
mod aside;
mod chores;
mod client;
mod courier;
mod datagram;
mod ear;
mod farewell;
mod first;
mod flow;
mod gauge;
mod gid;
mod gone;
mod graph;
mod hashes;
mod inbox;
mod inquiry;
mod intake;
mod lapsed;
mod line;
mod lines;
mod local;
mod lookout;
mod loopback;
mod matches;
mod misfits;
mod names;
mod network;
mod newcomers;
mod options;
mod outlet;
mod parcel;
mod participant;
mod presence;
mod pulse;
mod qos;
mod related;
mod ring;
mod roaming;
mod rpc;
mod rtps;
mod server;
mod service;
mod settling;
#[cfg(test)]
mod tests;
mod topic;
mod vigil;
mod wire;
mod writer;

use std::sync::Arc;

use super::{
    Carries, ClientPort, Clock, Declared, Network, PublisherPort, ServerPort, Serves, SubscriptionPort,
    Transport, Vitals,
};
use crate::error::TransportError;
use crate::facts::qos::{History, Qos};
use crate::message::{Message, NamedService};
use crate::transport::holder::Holder;
use crate::transport::raw::{CarriesRaw, RawMessage};
pub use options::{DdsOptions, DiscoveryRange};
use participant::{Node, Participant, Used};
pub use rpc::ServiceMapping;

/// How many calls of one client may wait, and how many requests of others may wait for a server.
const CALLS: usize = 1024;
/// What requests and replies ask for: ROS 2's default, with room for calls that wait. The history is nobody
/// else's business.
const SERVICE_QOS: Qos = Qos::SERVICES.with_history(History::KeepLast(CALLS));

/// ROS 2's wire protocol, spoken in pure Rust: no ROS installation, no C.
///
/// Nodes on it talk to ROS 2 nodes on Fast DDS (`rmw_fastrtps`) and Cyclone DDS (`rmw_cyclonedds`), to each other and
/// to ros2-client: topics and services, with the names that `ros2 node list`, `topic list` and `service list` show.
/// Messages need their ROS 2 names ([`Message`], [`NamedService`]).
///
/// ```no_run
/// # use rosweave::prelude::*;
/// # #[node] struct Talker;
/// # #[node] impl Talker { #[timer("1s")] fn tick(&self) {} }
/// # fn f() -> rosweave::Result {
/// rosweave::run_on::<rosweave::Dds, Talker>()
/// # }
/// ```
///
/// # Reaching a robot
///
/// Be on its network, and in its domain: `ROS_DOMAIN_ID=42 cargo run`. Participants find each other by multicast to
/// 239.255.0.1 (UDP, port 7400 + 250 * domain and some above), which has to get through: same subnet, no firewall in
/// between, and in containers the host's network. On one host no multicast is needed.
///
/// | variable | what it does |
/// |---|---|
/// | `ROS_DOMAIN_ID` | the domain, 0 to 232; above 101 with a warning |
/// | `ROS_AUTOMATIC_DISCOVERY_RANGE` | `SUBNET` (the default), `LOCALHOST`: this host only, or `OFF`: nodes of one `Dds` only, and nothing goes to the network |
/// | `ROS_LOCALHOST_ONLY` | `1` is `LOCALHOST`, and goes first |
/// | `ROS_DISTRO` | up to `humble`, endpoints are announced in that release's way |
/// | `ROS_STATIC_PEERS` | no effect; a warning says what to do instead |
///
/// [`Dds::options`] sets the same in the program, and goes before the environment.
///
/// # One `Dds`, one participant
///
/// All nodes on a `Dds` and its clones share a participant and one thread that watches the graph; RustDDS has two of
/// its own. It sleeps while nothing happens. What is dropped leaves the graph at once; a writer stays a moment longer
/// until what it sent last has come through, and the end of the last clone waits at most half a second for that.
///
/// What these nodes say to each other does not go over the wire: messages travel as `Arc`s, requests and responses as
/// they are, as on [`InProcess`](crate::InProcess). Two types of Rust under one ROS name are encoded and decoded in
/// between. A client asks the server of its own `Dds` first.
///
/// RustDDS writes its log with the crate `log`, which `run` does not show: much of it is about peers that come and go.
/// What concerns a node is said with `tracing` by this crate. To see the rest, install a logger, or `tracing-log`.
///
/// # What is counted
///
/// [`NodeStats`](crate::NodeStats) has, for each subscription, service, client and publisher:
/// * messages **lost**: pushed out of the queue, or missing in the numbers of their publisher, from the first one that
///   was read;
/// * **malformed** frames: each kind of fault is logged once for each endpoint, and the endpoint goes on;
/// * **incompatible** peers: logged with both sides' values;
/// * **mistyped** peers, which have another type under the same name: logged, and not listened to.
///
/// # A hostile network
///
/// Whoever can send packets to this host can end RustDDS' threads with one of them, or take the memory of the program;
/// `docs/upstream.md` has the packets. A wire that is dead is noticed within five seconds: it is an error in the log,
/// [`NodeHandle::health`](crate::NodeHandle::health) says so, and what would go to other programs fails; nodes of this
/// `Dds` go on with each other. Another participant takes its place at once, with all endpoints: what was under way is
/// lost, calls that wait fail with [`CallError::ServerGone`](crate::CallError::ServerGone), late joiners get what was
/// kept, and others are told that the dead one has gone. To keep strangers out, use
/// [`DdsOptions::localhost`], or a firewall around the robot's network; SROS is there on `R2r`.
///
/// # Limits
///
/// * A publisher neither waits for subscriptions nor fails because of them. What they have not confirmed is limited, in
///   messages and in bytes; what comes then waits in a ring of the publisher's depth, which drops its oldest, counted
///   as lost. A publisher that keeps all is the exception: beyond 1,024 that wait, it fails. A subscription that keeps all
///   has up to [`Qos::KEEP_ALL_LIMIT`](crate::Qos::KEEP_ALL_LIMIT) wait for its callback, as in-process; of those that come
///   over the wire while its group runs one callback, the newest 1,024.
/// * A subscription that confirms nothing for 0.4 s while there is no more room (2 s with large messages), because it
///   hangs or was killed, is left behind: another writer takes over for the others, which go on with a gap or a change
///   of order at most where that happens. A transient local publisher goes on with the same one: what it does not keep for
///   late joiners it does not keep for the one that hangs.
/// * RustDDS tells of a new subscription, client or server before that has heard of the other end, and Cyclone DDS takes
///   what is sent in between for history. So those on Cyclone DDS count when they have confirmed that they have, and after
///   five seconds if somebody else on the topic hangs so that it can not be known; others count after 50 ms, and volatile
///   ones on Cyclone DDS after half a second where the publisher is transient local and has said nothing yet. The first
///   message of a transient local publisher to volatile subscriptions goes alone, until it is confirmed.
/// * RustDDS sends a large message at once, and what does not fit the receiver's socket is lost and repaired slowly. So
///   a reliable publisher sends messages above 128 KiB that are not confirmed within 12 ms again, at a pace that
///   receivers bear, and those above 1 MiB, unless transient local, before RustDDS does: up to 3 MiB at 10 Hz all arrive at
///   Cyclone DDS and Fast DDS with the buffers that Linux gives them, on one host. How many of 8 MiB at 30 Hz do is up to
///   the machine (`docs/guide/performance.md`); the publisher counts the others as lost. What does not get through at all
///   is logged once for each publisher. Best effort publishers send once.
/// * ROS 2's protocol can not say that a request of another program fails: where a handler returns an error, panics or drops its
///   responder, the caller waits until its timeout. Calls to a server that leaves fail with
///   [`CallError::ServerGone`](crate::CallError::ServerGone).
/// * Topics and services of one name have one type and one server within a `Dds`; of others there is only a warning.
/// * RustDDS holds what a publisher has sent for six seconds at most, also when all have confirmed it: at 30 MB/s that
///   is 180 MB. glibc keeps what was freed of large messages for the next ones; `MALLOC_MMAP_THRESHOLD_=131072` in the
///   environment has it given back.
/// * RustDDS does not take up a participant again that was not heard of for longer than its lease (10 s with Cyclone DDS, 20 s
///   with Fast DDS). When one that was connected is back, another participant takes the place of ours within seconds, with
///   all endpoints, as when the wire has died; what is under way at that moment is lost.
/// * Nor does it look for addresses that this host gets later, as on boot, by DHCP, or in another wireless network. Another
///   participant takes the place of ours in the same way within ten seconds, if the address lasts; where a program names the
///   interfaces ([`DdsOptions::interfaces`]), for these addresses only. There are twenty seconds at least between two such
///   changes, so that nobody keeps us from work by coming and going.
/// * A program on this crate that was killed leaves the graph within three seconds where another one is on its host, which
///   tells all. Where none is, ROS 2's programs see it until the lease of 50 s is over that RustDDS announces.
/// * Deadlines and leases are matched with those of others, and not watched. A message that outlives its `lifespan` is
///   not sent any more, nor kept for late joiners.
/// * A late joiner gets at most the depth of a transient local publisher. RustDDS would give it what was sent in the last
///   six seconds as well, if others have heard that. It is told at once that this is not for it; on a machine that is so
///   busy that this takes more than some milliseconds, some of it comes first.
/// * A client has at most 1,024 calls under way, and a server holds as many requests of other programs; beyond that a call
///   fails at once, and of others' requests the oldest goes, which is logged once.
/// * RustDDS forgets what has not been read of a publisher that leaves. The first message that comes while a group is
///   busy is safe, more are not; publishers of this crate stay a tenth of a second after their last message.
/// * Type hashes that peers announce are compared with ours, and a difference is logged once. RustDDS can not send ours:
///   since Iron, ROS 2 warns of that, once for each endpoint, and all works.
/// * Where no interface carries multicast, at most twelve participants of a host find each other, and those that are idle
///   send heartbeats ten times a second. Linux' `lo` is such an interface, unless `ip link set lo multicast on` says otherwise.
/// * No security, no shared memory, no IPv6.
#[derive(Clone)]
pub struct Dds {
    participant: Arc<Used>,
}

impl Dds {
    /// What a `Dds` is to be opened with. What is left out comes from the environment.
    pub fn options() -> DdsOptions {
        DdsOptions::default()
    }

    fn start(settings: &options::Settings) -> Result<Dds, TransportError> {
        Ok(Dds { participant: Participant::open(settings)? })
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
    holder: Arc<Holder>,
}

impl Transport for Dds {
    const NAME: &'static str = "dds";
    type Node = DdsNode;

    fn open() -> Result<Self, TransportError> {
        Dds::options().open()
    }

    fn network(&self) -> Network {
        self.participant.network
    }

    fn join(&self, node: &str, clock: Clock) -> Result<DdsNode, TransportError> {
        let holder = Holder::new(node, None);
        Ok(DdsNode { node: Arc::new(Node::new(self.participant.clone(), node, clock)?), holder })
    }

    fn declared(node: &DdsNode, of: &Declared<'_>) -> Option<DdsNode> {
        let node = node.node.clone();
        let holder = Holder::new(&node.name, Some(of));
        Some(DdsNode { node, holder })
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

    fn vitals(&self) -> Vitals {
        self.participant.pulse.vitals.clone()
    }
}

impl<M: Message> Carries<M> for Dds {
    fn publisher(
        node: &DdsNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<M>>, TransportError> {
        node.node.know::<M>();
        Ok(Arc::new(topic::Publisher::new::<M>(node, topic, M::TYPE_NAME, qos)?))
    }

    fn subscription(
        node: &DdsNode,
        topic: &str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError> {
        node.node.know::<M>();
        Ok(Box::new(topic::Subscription::<M>::new(node, topic, M::TYPE_NAME, qos)?))
    }
}

impl CarriesRaw for Dds {
    fn raw_publisher(
        node: &DdsNode,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<RawMessage>>, TransportError> {
        Ok(Arc::new(topic::Publisher::new::<RawMessage>(node, topic, type_name, qos)?))
    }

    fn raw_subscription(
        node: &DdsNode,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<RawMessage>>, TransportError> {
        Ok(Box::new(topic::Subscription::<RawMessage>::new(node, topic, type_name, qos)?))
    }
}

impl<S: NamedService> Serves<S> for Dds {
    fn client(node: &DdsNode, service: &str) -> Result<ClientPort<S>, TransportError> {
        service::client(&node.node, service)
    }

    fn server(node: &DdsNode, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
        Ok(Box::new(service::Server::new(&node.node, service)?))
    }
}
