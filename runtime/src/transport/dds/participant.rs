//! The participant: one for each [`Dds`](super::Dds), shared by its nodes.

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::Context;
use std::time::{Duration, Instant};

use super::afresh::{Rest, Why};
use super::aside::drop_aside;
use super::chores::{Chores, Spinner};
use super::courier::Courier;
use super::farewell;
use super::gid::Gid;
use super::graph::Graph;
use super::local::Local;
use super::lookout::Lookout;
use super::matches::Matches;
use super::network::{self, Network};
use super::options::Settings;
use super::presence::{self, NodeId, Presence};
use super::pulse::{Beat, Pulse};
use super::roaming::Roaming;
use super::rpc::{self, ServiceMapping};
use super::rtps::{Ears, FrameSource, Fresh, Rtps};
use super::vigil::Vigil;
use super::wire::Taking;
use super::writer::Writer;
use super::{first, hashes, names};
use crate::error::TransportError;
use crate::facts::qos::{Durability, Qos, Reliability};
use crate::message::Message;
use crate::rt::lock::lock;
use crate::transport::claims::Claims;
use crate::transport::{self, Clock, InProcess, Transport};

/// How long a publisher that is dropped may go on sending what was not confirmed.
const LINGER: Duration = Duration::from_secs(2);
/// How long the end of a participant waits for that.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// How often it is looked whether it was.
const LAST_WORDS_STEP: Duration = Duration::from_millis(5);

pub(super) struct Participant {
    pub(super) settings: Settings,
    pub(super) mapping: ServiceMapping,
    pub(super) graph: Arc<Graph>,
    presence: Presence,
    next_node: AtomicU64,
    pub(super) claims: Arc<Claims>,
    pub(super) chores: Arc<Chores>,
    spinner: Mutex<Option<Spinner>>,
    rtps: Mutex<Rtps>,
    announcements: Mutex<Option<FrameSource>>,
    /// What has to be made again when RustDDS is.
    endpoints: Mutex<Vec<Weak<dyn Reopen>>>,
    /// What nodes of this participant say to each other.
    pub(super) local: Local,
    pub(super) courier: Courier,
    pub(super) pulse: Arc<Pulse>,
    vigil: Vigil,
    lookout: Lookout,
    roaming: Roaming,
    rest: Rest,
    pub(super) network: transport::Network,
    typed: InProcess,
    encoded: InProcess,
}

/// What has an endpoint of RustDDS, and goes on with another one.
pub(super) trait Reopen: Send + Sync {
    /// Takes an endpoint of the participant that there is now.
    fn reopen(&self) -> Result<(), TransportError>;
}

impl Participant {
    pub(super) fn open(settings: &Settings) -> Result<Arc<Used>, TransportError> {
        settings.warn();
        let interfaces = settings.interfaces.as_deref();
        let found = if settings.is_off { Network::default() } else { Network::look(interfaces)? };
        found.warn();
        let Fresh { rtps, gid, announcing, ears } = Fresh::join(settings)?;
        let (network, port, deaf, events, announcements, heart) = match ears {
            Some(Ears { port, events, announcements, heart }) => {
                let network = transport::Network::ros_domain(settings.domain);
                (network, port, found.deaf(port), Some(events), Some(announcements), Some(heart))
            }
            None => (transport::Network::private(), 0, None, None, None, None),
        };
        let participant = Arc::new(Participant {
            settings: settings.clone(),
            mapping: settings.mapping,
            graph: Arc::new(Graph::new(gid.prefix(), events, deaf)),
            presence: Presence::new(gid, settings.long_gids, announcing),
            next_node: AtomicU64::new(0),
            claims: Arc::default(),
            chores: Arc::default(),
            spinner: Mutex::default(),
            rtps: Mutex::new(rtps),
            announcements: Mutex::new(announcements),
            endpoints: Mutex::default(),
            local: Local::default(),
            courier: Courier::default(),
            pulse: Arc::new(Pulse::new(heart)),
            vigil: Vigil::new(port),
            lookout: Lookout::new(settings.domain, found.has_multicast, settings.interfaces.clone()),
            roaming: Roaming::new(found.places),
            rest: Rest::default(),
            network,
            typed: InProcess::private(),
            encoded: InProcess::private(),
        });
        if settings.is_off {
            return Ok(Arc::new(Used(participant)));
        }
        let this = Arc::downgrade(&participant);
        let spin = move |context: &mut Context<'_>| this.upgrade().and_then(|this| this.spin(context));
        let spinner = Spinner::start(participant.chores.clone(), spin)?;
        *lock(&participant.spinner) = Some(spinner);
        Ok(Arc::new(Used(participant)))
    }

    /// Does what is there to do for all. Returns when to do it again.
    fn spin(&self, context: &mut Context<'_>) -> Option<Instant> {
        self.graph.poll(context);
        self.read_announcements(context);
        let (beat, again) = self.pulse.feel();
        let back = self.lookout.look(&self.graph.missed());
        back.into_iter().for_each(|participant| self.graph.found_again(participant));
        if let Some(why) = self.why_afresh(beat, Instant::now()) {
            if self.reopen() {
                self.rest.after(&why, Instant::now());
                why.say();
            }
            self.graph.poll(context);
            self.read_announcements(context);
        }
        let announced = self.presence.catch_up();
        let graph = &self.graph;
        let watched = self.vigil.keep(
            || graph.relatives(),
            |new| lock(&self.rtps).ports_here(new),
            |farewell| self.lookout.say(farewell),
        );
        let others = [graph.settle(context), graph.disconnect(), graph.listen(), graph.tell_misfits()];
        others
            .into_iter()
            .chain([announced, graph.afresh().filter(|due| *due > Instant::now())])
            .flatten()
            .chain([again, watched])
            .min()
    }

    /// Why another participant has to take the place of this one now, if so.
    fn why_afresh(&self, beat: Beat, now: Instant) -> Option<Why> {
        let new = self.roaming.look(now, || network::places(self.settings.interfaces.as_deref()));
        if beat == Beat::Dead {
            return Some(Why::Dead);
        }
        if !self.rest.is_over(now) {
            return None;
        }
        if !new.is_empty() {
            return Some(Why::Moved(new));
        }
        self.graph.afresh().is_some_and(|due| due <= now).then_some(Why::Back)
    }

    /// Has another participant take the place of this one, with all its endpoints. Where that does not work it is tried
    /// again when the pulse is felt again. Whether it has worked.
    fn reopen(&self) -> bool {
        let looked = Network::look(self.settings.interfaces.as_deref());
        let (network, fresh) = match looked.and_then(|network| Ok((network, Fresh::join(&self.settings)?))) {
            Ok(both) => both,
            Err(error) => {
                tracing::error!(%error, "the wire could not be opened afresh, which is tried again");
                return false;
            }
        };
        let Fresh { rtps, gid, announcing, ears: Some(ears) } = fresh else { return false };
        let Ears { port, events, announcements, heart } = ears;
        // Others would wait for the one before until its lease is over, and with them those that send to it.
        self.lookout.say(&farewell::of_participant(self.graph.own(), farewell::LAST));
        network.warn();
        self.graph.reopen(gid.prefix(), events, network.deaf(port));
        self.vigil.reopen(port);
        self.lookout.reopen(network.has_multicast);
        self.roaming.reopen(network.places);
        drop_aside(lock(&self.announcements).replace(announcements));
        drop_aside(std::mem::replace(&mut *lock(&self.rtps), rtps));
        self.presence.reopen(gid, announcing);
        self.chores.clear();
        let endpoints: Vec<_> = lock(&self.endpoints).iter().filter_map(Weak::upgrade).collect();
        for endpoint in endpoints {
            if let Err(error) = endpoint.reopen() {
                tracing::error!(%error, "an endpoint could not be opened afresh");
            }
        }
        self.pulse.revive(heart);
        true
    }

    /// Has `endpoint` opened afresh when the participant is.
    pub(super) fn keep(&self, endpoint: Weak<dyn Reopen>) {
        let mut endpoints = lock(&self.endpoints);
        endpoints.retain(|endpoint| endpoint.strong_count() > 0);
        endpoints.push(endpoint);
    }

    /// Has announced soon what is not announced yet.
    fn announce(&self) {
        if self.presence.is_behind() {
            self.chores.wake();
        }
    }

    fn read_announcements(&self, context: &mut Context<'_>) {
        if let Some(announcements) = &*lock(&self.announcements) {
            read_announcements(&self.graph, announcements, context);
        }
    }

    /// Where readers of others listen: for each one address, each once.
    pub(super) fn addresses(&self, is_wanted: impl Fn(Gid) -> bool) -> Vec<SocketAddr> {
        lock(&self.rtps).addresses(is_wanted)
    }

    /// Has a writer that a reader of ours has found say at once what it has sent, where it would not.
    fn ask_for_the_first(&self, reader: Gid, writer: Gid) {
        let at = if rpc::is_fast(writer.prefix()) { lock(&self.rtps).address(writer) } else { None };
        if let Some(at) = at {
            first::ask(reader, self.port(), writer, at);
        }
    }

    /// What those endpoints of others are called: by their nodes, or else by what DDS calls them, and where they listen.
    pub(super) fn called(&self, peers: &[Gid]) -> Vec<String> {
        let called = |peer: &Gid| {
            self.graph.node_of(*peer).unwrap_or_else(|| {
                let at: Vec<_> =
                    self.addresses(|other| other == *peer).iter().map(SocketAddr::to_string).collect();
                format!("{peer:?} at {}", at.join(", "))
            })
        };
        peers.iter().map(called).collect()
    }

    /// Where RustDDS listens.
    pub(super) fn port(&self) -> u16 {
        self.vigil.port()
    }

    /// The full names of all nodes, in order.
    pub(super) fn nodes(&self) -> Vec<String> {
        let mut names = self.graph.nodes();
        names.extend(self.presence.names());
        names.sort();
        names.dedup();
        names
    }

    /// In order: what was published last is sent, the thread ends, and only then the participant goes. RustDDS may end before
    /// it has said so: who has just found it would wait for it until its lease is over. So that is said once more.
    fn leave(&self) {
        let deadline = Instant::now() + LAST_WORDS;
        while self.chores.has_lingering() && Instant::now() < deadline {
            std::thread::sleep(LAST_WORDS_STEP);
        }
        let spinner = lock(&self.spinner).take();
        if let Some(spinner) = spinner {
            spinner.end();
        }
        self.graph.close();
        self.chores.clear();
        let gone = std::mem::replace(&mut *lock(&self.rtps), Rtps::none());
        let was_heard = matches!(gone, Rtps::Joined(_));
        drop(gone);
        if was_heard {
            self.lookout.say(&farewell::of_participant(self.graph.own(), farewell::LAST));
        }
    }
}

/// A participant that somebody uses. It leaves when nobody does any more, and whoever was the last waits for that: a program
/// may end then. Its own thread, and what looks at it now and then, use it not.
pub(super) struct Used(Arc<Participant>);

impl Used {
    pub(super) fn watched(&self) -> Weak<Participant> {
        Arc::downgrade(&self.0)
    }
}

impl Deref for Used {
    type Target = Participant;

    fn deref(&self) -> &Participant {
        &self.0
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        self.0.leave();
    }
}

fn read_announcements(graph: &Graph, announcements: &FrameSource, context: &mut Context<'_>) {
    use futures_core::Stream;
    let mut stream = std::pin::pin!(announcements.as_async_stream_with(Taking));
    while let std::task::Poll::Ready(Some(read)) = stream.as_mut().poll_next(context) {
        let announced = read.ok().and_then(|change| {
            let from = Gid::from(change.writer_guid()).prefix();
            presence::read(&change.into_value(), from)
        });
        match announced {
            Some(announced) => graph.announced(announced),
            None => tracing::debug!("a participant announces its nodes in a way that is not ROS 2's"),
        }
    }
}

/// A node's presence: others see it as long as anything of it is there.
pub(super) struct Node {
    pub(super) participant: Arc<Used>,
    pub(super) name: String,
    pub(super) clock: Clock,
    id: NodeId,
    /// Where services between nodes of this participant are called, and where between two types of Rust.
    pub(super) typed: <InProcess as Transport>::Node,
    pub(super) encoded: <InProcess as Transport>::Node,
}

impl Node {
    pub(super) fn new(participant: Arc<Used>, name: &str, clock: Clock) -> Result<Node, TransportError> {
        let typed = participant.typed.join(name, clock.clone())?;
        let encoded = participant.encoded.join(name, clock.clone())?;
        let id = participant.next_node.fetch_add(1, Ordering::Relaxed);
        participant.presence.join(id, name);
        participant.announce();
        Ok(Node { participant, name: name.to_owned(), clock, id, typed, encoded })
    }

    /// A writer, known to others as this node's, of a topic and a type as `matches` has them.
    pub(super) fn writer(
        self: &Arc<Self>,
        matches: Arc<Matches>,
        qos: &Qos,
    ) -> Result<(Arc<Writer>, Endpoint), TransportError> {
        let writer = lock(&self.participant.rtps).writer(&matches.topic, &matches.type_name, qos)?;
        let writer = Arc::new(writer);
        if qos.reliability == Reliability::Reliable {
            if qos.durability == Durability::Volatile {
                writer.begin();
            }
            writer.begin_excuses(matches.clone(), self.participant.port());
            let excused = Arc::downgrade(&writer);
            matches.excuse_with(move || {
                if let Some(writer) = excused.upgrade() {
                    writer.excuse();
                }
            });
            let asked = Arc::downgrade(&writer);
            matches.confirm_with(move || {
                let writer = asked.upgrade().filter(|writer| writer.has_written())?;
                Some(writer.confirmed())
            });
        }
        Ok((writer.clone(), self.endpoint(writer.gid(), matches)))
    }

    /// A reader, in the same way.
    pub(super) fn reader(
        self: &Arc<Self>,
        matches: Arc<Matches>,
        qos: &Qos,
    ) -> Result<(Option<FrameSource>, Endpoint), TransportError> {
        let (reader, gid) = lock(&self.participant.rtps).reader(&matches.topic, &matches.type_name, qos)?;
        if qos.reliability == Reliability::Reliable && qos.durability == Durability::Volatile {
            let asks = self.participant.watched();
            matches.greet_with(move |writer| {
                if let Some(participant) = asks.upgrade() {
                    participant.ask_for_the_first(gid, writer);
                }
            });
        }
        Ok((reader, self.endpoint(gid, matches)))
    }

    /// Makes the hash of a type of ours known.
    pub(super) fn know<M: Message>(&self) {
        let type_name = names::type_name(M::TYPE_NAME, "");
        self.participant.graph.hashes.know(&type_name, hashes::of_message::<M>());
    }

    fn endpoint(self: &Arc<Self>, gid: Gid, matches: Arc<Matches>) -> Endpoint {
        self.participant.graph.register(gid, matches.clone());
        self.participant.presence.add(self.id, &[gid]);
        self.participant.announce();
        Endpoint { gid, matches, node: self.clone() }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.participant.presence.leave(self.id);
        self.participant.announce();
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
        self.node.participant.announce();
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
