//! The participant: one for each [`Dds`](super::Dds), shared by its nodes, and the thread that watches the graph.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use rustdds::no_key::SimpleDataReader;
use rustdds::{
    DomainParticipant, DomainParticipantBuilder, Publisher, QosPolicies, RTPSEntity, Subscriber, Topic,
    TopicKind,
};

use super::gid::Gid;
use super::graph::Graph;
use super::matches::Matches;
use super::options::Settings;
use super::presence::{self, NodeId, Presence};
use super::qos;
use super::rpc::ServiceMapping;
use super::wire::{Decoding, Fault, FrameReader, Raw, Undecoded};
use super::writer::Writer;
use crate::error::TransportError;
use crate::facts::qos::Qos;
use crate::rt::sync::lock;

/// How long a publisher that is dropped may go on sending what was not confirmed.
const LINGER: Duration = Duration::from_millis(500);
/// How often it is looked whether it was.
const LINGER_STEP: Duration = Duration::from_millis(5);

pub(super) type FrameSource<T> = SimpleDataReader<Result<T, Fault>, FrameReader>;

pub(super) struct Participant {
    pub(super) settings: Settings,
    pub(super) mapping: ServiceMapping,
    pub(super) graph: Arc<Graph>,
    presence: Presence,
    next_node: AtomicU64,
    claims: Mutex<BTreeMap<String, Claim>>,
    lingering: Arc<Mutex<Vec<(Writer, Instant)>>>,
    spinner: Option<Spinner>,
    publisher: Publisher,
    subscriber: Subscriber,
    participant: DomainParticipant,
}

fn refused(error: impl std::fmt::Display) -> TransportError {
    TransportError::Other(format!("DDS: {error}"))
}

impl Participant {
    pub(super) fn new(settings: &Settings) -> Result<Participant, TransportError> {
        settings.check()?;
        let mut builder = DomainParticipantBuilder::new(settings.domain);
        if let Some(addresses) = &settings.interfaces {
            builder = builder.with_only_networks(addresses.clone());
        }
        let network =
            |error: rustdds::dds::CreateError| TransportError::Network { reason: error.to_string() };
        let participant = builder.build().map_err(network)?;
        let none = QosPolicies::qos_none();
        let publisher = participant.create_publisher(&none).map_err(refused)?;
        let subscriber = participant.create_subscriber(&none).map_err(refused)?;
        let gid = Gid::from(participant.guid());
        let graph = Arc::new(Graph::new(gid, participant.status_listener()));

        let announced =
            topic(&participant, presence::TOPIC, presence::TYPE_NAME, &qos::writer(&presence::QOS))?;
        let writer = publisher.create_datawriter_no_key(&announced, None).map_err(refused)?;
        let asked = qos::reader(&presence::READER_QOS);
        let announced = topic(&participant, presence::TOPIC, presence::TYPE_NAME, &asked)?;
        let reader = subscriber.create_simple_datareader_no_key(&announced, None).map_err(refused)?;
        let lingering = Arc::default();
        let spinner = Spinner::start(graph.clone(), reader, Arc::clone(&lingering))?;
        Ok(Participant {
            settings: settings.clone(),
            mapping: settings.mapping,
            presence: Presence::new(gid, settings.long_gids, Writer(writer)),
            graph,
            next_node: AtomicU64::new(0),
            claims: Mutex::default(),
            lingering,
            spinner: Some(spinner),
            publisher,
            subscriber,
            participant,
        })
    }

    /// The full names of all nodes, in order.
    pub(super) fn nodes(&self) -> Vec<String> {
        let mut names = self.graph.nodes();
        names.extend(self.presence.names());
        names.sort();
        names.dedup();
        names
    }

    fn linger(&self, writer: Writer) {
        if !writer.is_confirmed() {
            lock(&self.lingering).push((writer, Instant::now() + LINGER));
            if let Some(spinner) = &self.spinner {
                spinner.thread.thread().unpark();
            }
        }
    }
}

fn topic(
    participant: &DomainParticipant,
    name: &str,
    type_name: &str,
    qos: &QosPolicies,
) -> Result<Topic, TransportError> {
    participant.create_topic(name.to_owned(), type_name.to_owned(), qos, TopicKind::NoKey).map_err(refused)
}

impl Drop for Participant {
    /// In order: what was published last is sent, the thread ends, and only then the participant goes.
    fn drop(&mut self) {
        let deadline = Instant::now() + LINGER;
        while !lock(&self.lingering).is_empty() && Instant::now() < deadline {
            std::thread::sleep(LINGER_STEP);
        }
        if let Some(spinner) = self.spinner.take() {
            spinner.end();
        }
        self.graph.close();
        lock(&self.lingering).clear();
    }
}

/// The thread that applies what discovery finds. It sleeps unless there is something.
struct Spinner {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Spinner {
    fn start(
        graph: Arc<Graph>,
        announcements: FrameSource<Raw>,
        lingering: Arc<Mutex<Vec<(Writer, Instant)>>>,
    ) -> Result<Spinner, TransportError> {
        let stop = Arc::new(AtomicBool::new(false));
        let is_over = stop.clone();
        let spin = move || {
            let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
            let mut context = Context::from_waker(&waker);
            while !is_over.load(Ordering::SeqCst) {
                graph.poll(&mut context);
                read_announcements(&graph, &announcements, &mut context);
                let mut lingering = lock(&lingering);
                let now = Instant::now();
                lingering.retain(|(writer, until)| now < *until && !writer.is_confirmed());
                let is_idle = lingering.is_empty();
                drop(lingering);
                if is_idle { std::thread::park() } else { std::thread::park_timeout(LINGER_STEP) }
            }
        };
        let thread = std::thread::Builder::new().name("rosweave dds".to_owned()).spawn(spin);
        let thread = thread.map_err(|error| TransportError::Other(format!("no thread for DDS: {error}")))?;
        Ok(Spinner { stop, thread })
    }
}

impl Spinner {
    fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.thread().unpark();
        // It calls nobody's code, so it does not panic.
        let _ = self.thread.join();
    }
}

fn read_announcements(graph: &Graph, announcements: &FrameSource<Raw>, context: &mut Context<'_>) {
    use futures_core::Stream;
    let mut stream = std::pin::pin!(announcements.as_async_stream_with(Decoding::<Undecoded>::NEW));
    while let std::task::Poll::Ready(Some(read)) = stream.as_mut().poll_next(context) {
        let frame = read.ok().and_then(|change| change.into_value().ok());
        match frame.as_ref().and_then(presence::read) {
            Some((participant, nodes)) => graph.set_nodes(participant, nodes),
            None => tracing::debug!("a participant announces its nodes in a way that is not ROS 2's"),
        }
    }
}

/// A topic or service of ours: its type, how many endpoints it has, and who serves it.
struct Claim {
    type_name: &'static str,
    holders: usize,
    server: Option<String>,
}

/// A node's presence: others see it as long as anything of it is there.
pub(super) struct Node {
    pub(super) participant: Arc<Participant>,
    pub(super) name: String,
    id: NodeId,
}

impl Node {
    pub(super) fn new(participant: Arc<Participant>, name: &str) -> Node {
        let id = participant.next_node.fetch_add(1, Ordering::Relaxed);
        participant.presence.join(id, name);
        Node { participant, name: name.to_owned(), id }
    }

    /// Notes that a name is used with a type.
    pub(super) fn claim(
        self: &Arc<Self>,
        name: &str,
        wanted: &'static str,
    ) -> Result<Claimed, TransportError> {
        let mut claims = lock(&self.participant.claims);
        let new = || Claim { type_name: wanted, holders: 0, server: None };
        let claim = claims.entry(name.to_owned()).or_insert_with(new);
        if claim.type_name != wanted {
            let there = claim.type_name;
            return Err(TransportError::TypeMismatch { name: name.to_owned(), there, wanted });
        }
        claim.holders += 1;
        Ok(Claimed { node: self.clone(), name: name.to_owned(), serves: false })
    }

    /// A writer, known to others as this node's.
    pub(super) fn writer(
        self: &Arc<Self>,
        topic: String,
        type_name: String,
        qos: &Qos,
    ) -> Result<(Writer, Endpoint), TransportError> {
        let Participant { participant, publisher, .. } = &*self.participant;
        let dds_topic = self::topic(participant, &topic, &type_name, &qos::writer(qos))?;
        let writer = Writer(publisher.create_datawriter_no_key(&dds_topic, None).map_err(refused)?);
        let endpoint = self.endpoint(writer.gid(), topic, type_name);
        Ok((writer, endpoint))
    }

    /// A reader, known to others as this node's.
    pub(super) fn reader<T: 'static>(
        self: &Arc<Self>,
        topic: String,
        type_name: String,
        qos: &Qos,
    ) -> Result<(FrameSource<T>, Endpoint), TransportError> {
        let Participant { participant, subscriber, .. } = &*self.participant;
        let dds_topic = self::topic(participant, &topic, &type_name, &qos::reader(qos))?;
        let reader: FrameSource<T> =
            subscriber.create_simple_datareader_no_key(&dds_topic, None).map_err(refused)?;
        let endpoint = self.endpoint(reader.guid().into(), topic, type_name);
        Ok((reader, endpoint))
    }

    fn endpoint(self: &Arc<Self>, gid: Gid, topic: String, type_name: String) -> Endpoint {
        let matches = Arc::new(Matches::new(topic, type_name));
        self.participant.graph.register(gid, matches.clone());
        self.participant.presence.add(self.id, &[gid]);
        Endpoint { gid, matches, node: self.clone() }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.participant.presence.leave(self.id);
    }
}

/// An endpoint of ours, as others see it: gone when it is dropped.
pub(super) struct Endpoint {
    pub(super) gid: Gid,
    pub(super) matches: Arc<Matches>,
    pub(super) node: Arc<Node>,
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.node.participant.graph.forget(self.gid);
        self.node.participant.presence.remove(self.node.id, self.gid);
    }
}

impl Endpoint {
    /// Lets go of the writer of this endpoint as soon as what it sent has come through.
    pub(super) fn retire(&self, writer: Writer) {
        self.node.participant.linger(writer);
    }
}

/// The use of a name with a type, until it is dropped.
pub(super) struct Claimed {
    node: Arc<Node>,
    name: String,
    serves: bool,
}

impl Claimed {
    /// Notes that the node serves the service.
    pub(super) fn serve(&mut self) -> Result<(), TransportError> {
        let mut claims = lock(&self.node.participant.claims);
        let Some(claim) = claims.get_mut(&self.name) else { return Ok(()) };
        if let Some(by) = &claim.server {
            return Err(TransportError::ServedAlready { service: self.name.clone(), by: by.clone() });
        }
        claim.server = Some(self.node.name.clone());
        self.serves = true;
        Ok(())
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        let mut claims = lock(&self.node.participant.claims);
        if let Some(claim) = claims.get_mut(&self.name) {
            claim.holders -= 1;
            if self.serves {
                claim.server = None;
            }
            if claim.holders == 0 {
                claims.remove(&self.name);
            }
        }
    }
}
