//! The participant: one for each [`Dds`](super::Dds), shared by its nodes.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Context;
use std::time::{Duration, Instant};

use rustdds::no_key::SimpleDataReader;
use rustdds::{
    DomainParticipant, DomainParticipantBuilder, Publisher, QosPolicies, RTPSEntity, Subscriber, Topic,
    TopicKind,
};

use super::chores::{Chores, Spinner};
use super::courier::Courier;
use super::gid::Gid;
use super::graph::Graph;
use super::local::Local;
use super::loopback::Loopback;
use super::matches::Matches;
use super::network::Network;
use super::options::Settings;
use super::presence::{self, NodeId, Presence};
use super::pulse::{self, Pulse};
use super::qos;
use super::rpc::ServiceMapping;
use super::wire::{Decoding, Fault, FrameReader, Raw, Undecoded};
use super::writer::Writer;
use super::{hashes, names};
use crate::error::TransportError;
use crate::facts::qos::{Durability, Qos, Reliability};
use crate::message::Message;
use crate::transport::claims::Claims;
use crate::transport::{Clock, InProcess, Transport};

/// How long a publisher that is dropped may go on sending what was not confirmed.
const LINGER: Duration = Duration::from_secs(2);
/// How long the end of a participant waits for that.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// How often it is looked whether it was.
const LAST_WORDS_STEP: Duration = Duration::from_millis(5);

pub(super) type FrameSource<T> = SimpleDataReader<Result<T, Fault>, FrameReader>;

pub(super) struct Participant {
    pub(super) settings: Settings,
    pub(super) mapping: ServiceMapping,
    pub(super) graph: Arc<Graph>,
    presence: Presence,
    next_node: AtomicU64,
    pub(super) claims: Arc<Claims>,
    pub(super) chores: Arc<Chores>,
    spinner: Option<Spinner>,
    publisher: Publisher,
    subscriber: Subscriber,
    joined: DomainParticipant,
    /// What nodes of this participant say to each other.
    pub(super) local: Local,
    pub(super) courier: Courier,
    pub(super) pulse: Arc<Pulse>,
    typed: InProcess,
    encoded: InProcess,
}

fn refused(error: impl std::fmt::Display) -> TransportError {
    TransportError::Other(format!("DDS: {error}"))
}

fn join(settings: &Settings) -> Result<DomainParticipant, TransportError> {
    let mut builder = DomainParticipantBuilder::new(settings.domain);
    if let Some(addresses) = &settings.interfaces {
        builder = builder.with_only_networks(addresses.clone());
    }
    builder.build().map_err(|error| TransportError::Network { reason: error.to_string() })
}

impl Participant {
    pub(super) fn new(settings: &Settings) -> Result<Participant, TransportError> {
        settings.warn();
        let network = Network::look(settings.interfaces.as_deref())?;
        let joined = join(settings)?;
        let none = QosPolicies::qos_none();
        let publisher = joined.create_publisher(&none).map_err(refused)?;
        let subscriber = joined.create_subscriber(&none).map_err(refused)?;

        let (name, type_name) = (presence::TOPIC, presence::TYPE_NAME);
        let announced = topic(&joined, name, type_name, &qos::writer(&presence::QOS))?;
        let writer = publisher.create_datawriter_no_key(&announced, None).map_err(refused)?;
        let announced = topic(&joined, name, type_name, &qos::reader(&presence::READER_QOS))?;
        let reader = subscriber.create_simple_datareader_no_key(&announced, None).map_err(refused)?;

        let gid = Gid::from(joined.guid());
        // RTPS 2.3, 9.6.1.1: where a participant listens for those who look for others.
        let port = 7410 + 250 * settings.domain + 2 * joined.participant_id();
        let loopback = (!network.has_multicast).then(|| Loopback::new(gid.prefix(), port));
        let graph = Arc::new(Graph::new(gid.prefix(), joined.status_listener(), loopback));
        let announced = topic(&joined, pulse::TOPIC, pulse::TYPE_NAME, &qos::pulse())?;
        let beating = publisher.create_datawriter_no_key(&announced, None).map_err(refused)?;
        let pulse = Arc::new(Pulse::new(beating, joined.clone()));
        let felt = pulse.clone();
        let chores: Arc<Chores> = Arc::default();
        let seen = graph.clone();
        let spinner = Spinner::start(chores.clone(), move |context| {
            seen.poll(context);
            read_announcements(&seen, &reader, context);
            [seen.settle(context), seen.disconnect(), seen.listen(), felt.feel()].into_iter().flatten().min()
        })?;
        Ok(Participant {
            settings: settings.clone(),
            mapping: settings.mapping,
            presence: Presence::new(gid, settings.long_gids, Writer::new(writer)),
            graph,
            next_node: AtomicU64::new(0),
            claims: Arc::default(),
            chores,
            spinner: Some(spinner),
            publisher,
            subscriber,
            joined,
            local: Local::default(),
            courier: Courier::default(),
            pulse,
            typed: InProcess::private(),
            encoded: InProcess::private(),
        })
    }

    /// Where readers of others listen: for each one address, each once.
    pub(super) fn addresses(&self, is_wanted: impl Fn(Gid) -> bool) -> Vec<SocketAddr> {
        let readers = self.joined.discovered_readers();
        let readers =
            readers.iter().filter(|reader| is_wanted(reader.reader_proxy.remote_reader_guid.into()));
        let addresses: BTreeSet<_> = readers
            .filter_map(|reader| {
                let all = reader.reader_proxy.unicast_locator_list.iter();
                let all: Vec<_> =
                    all.filter(|locator| locator.is_udp()).map(|l| SocketAddr::from(*l)).collect();
                // Others' loopback may not be ours.
                let outside = all.iter().find(|address| address.is_ipv4() && !address.ip().is_loopback());
                outside.or(all.iter().find(|address| address.is_ipv4())).copied()
            })
            .collect();
        addresses.into_iter().collect()
    }

    /// The full names of all nodes, in order.
    pub(super) fn nodes(&self) -> Vec<String> {
        let mut names = self.graph.nodes();
        names.extend(self.presence.names());
        names.sort();
        names.dedup();
        names
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
        let deadline = Instant::now() + LAST_WORDS;
        while self.chores.has_lingering() && Instant::now() < deadline {
            std::thread::sleep(LAST_WORDS_STEP);
        }
        if let Some(spinner) = self.spinner.take() {
            spinner.end();
        }
        self.graph.close();
        self.chores.clear();
    }
}

fn read_announcements(graph: &Graph, announcements: &FrameSource<Raw>, context: &mut Context<'_>) {
    use futures_core::Stream;
    let mut stream = std::pin::pin!(announcements.as_async_stream_with(Decoding::<Undecoded>::NEW));
    while let std::task::Poll::Ready(Some(read)) = stream.as_mut().poll_next(context) {
        let frame = read.ok().and_then(|change| change.into_value().ok());
        match frame.as_ref().and_then(presence::read) {
            Some(announced) => graph.announced(announced),
            None => tracing::debug!("a participant announces its nodes in a way that is not ROS 2's"),
        }
    }
}

/// A node's presence: others see it as long as anything of it is there.
pub(super) struct Node {
    pub(super) participant: Arc<Participant>,
    pub(super) name: String,
    pub(super) clock: Clock,
    id: NodeId,
    /// Where services between nodes of this participant are called, and where between two types of Rust.
    pub(super) typed: <InProcess as Transport>::Node,
    pub(super) encoded: <InProcess as Transport>::Node,
}

impl Node {
    pub(super) fn new(
        participant: Arc<Participant>,
        name: &str,
        clock: Clock,
    ) -> Result<Node, TransportError> {
        let typed = participant.typed.join(name, clock.clone())?;
        let encoded = participant.encoded.join(name, clock.clone())?;
        let id = participant.next_node.fetch_add(1, Ordering::Relaxed);
        participant.presence.join(id, name);
        Ok(Node { participant, name: name.to_owned(), clock, id, typed, encoded })
    }

    /// A writer, known to others as this node's.
    pub(super) fn writer(
        self: &Arc<Self>,
        topic: String,
        type_name: String,
        qos: &Qos,
    ) -> Result<(Arc<Writer>, Endpoint), TransportError> {
        let Participant { joined, publisher, .. } = &*self.participant;
        let dds_topic = self::topic(joined, &topic, &type_name, &qos::writer(qos))?;
        let writer = publisher.create_datawriter_no_key(&dds_topic, None).map_err(refused)?;
        let writer = Arc::new(Writer::new(writer));
        let matches = Arc::new(Matches::new(topic, type_name));
        if qos.reliability == Reliability::Reliable {
            if qos.durability == Durability::Volatile {
                writer.begin();
            }
            let asked = Arc::downgrade(&writer);
            matches.confirm_with(move || match asked.upgrade() {
                Some(writer) => writer.confirmed(),
                None => Box::pin(std::future::ready(())),
            });
        }
        Ok((writer.clone(), self.endpoint(writer.gid(), matches)))
    }

    /// A reader, known to others as this node's.
    pub(super) fn reader<T: 'static>(
        self: &Arc<Self>,
        topic: String,
        type_name: String,
        qos: &Qos,
    ) -> Result<(FrameSource<T>, Endpoint), TransportError> {
        let Participant { joined, subscriber, .. } = &*self.participant;
        let dds_topic = self::topic(joined, &topic, &type_name, &qos::reader(qos))?;
        let reader: FrameSource<T> =
            subscriber.create_simple_datareader_no_key(&dds_topic, None).map_err(refused)?;
        let matches = Arc::new(Matches::new(topic, type_name));
        let endpoint = self.endpoint(reader.guid().into(), matches);
        Ok((reader, endpoint))
    }

    /// Makes the hash of a type of ours known.
    pub(super) fn know<M: Message>(&self) {
        let type_name = names::type_name(M::TYPE_NAME, "");
        self.participant.graph.hashes.know(&type_name, hashes::of_message::<M>());
    }

    fn endpoint(self: &Arc<Self>, gid: Gid, matches: Arc<Matches>) -> Endpoint {
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
    pub(super) fn retire(&self, writer: Arc<Writer>) {
        if !writer.is_done() {
            self.node.participant.chores.linger(writer, Instant::now() + LINGER);
        }
    }
}
