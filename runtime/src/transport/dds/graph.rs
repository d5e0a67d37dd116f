//! The graph as discovery sees it: endpoints of others, and whom ours are connected with.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;
use rustdds::{DomainParticipantStatusEvent as Event, DomainParticipantStatusListener, GUID, StatusEvented};
use tokio::sync::Notify;

use super::gid::{Gid, Prefix};
use super::matches::Matches;
use super::names::{self, Meaning};
use super::presence::NodeInfo;
use super::qos;
use crate::rt::sync::lock;

pub(super) struct Graph {
    own: Prefix,
    /// RustDDS' queue of events. Whoever reads it applies what it reads before the next one reads.
    events: Mutex<Option<DomainParticipantStatusListener>>,
    state: Mutex<State>,
    /// Somebody came or went.
    pub(super) changed: Notify,
}

#[derive(Default)]
struct State {
    /// The endpoints of all participants, ours included where discovery has told us of them.
    endpoints: HashMap<Gid, Endpoint>,
    /// Our endpoints.
    ours: HashMap<Gid, Arc<Matches>>,
    /// What happened to endpoints of ours before they were registered.
    early: HashMap<Gid, Vec<Early>>,
    nodes: BTreeMap<Prefix, Vec<NodeInfo>>,
}

struct Endpoint {
    topic: String,
    type_name: String,
}

enum Early {
    Matched(Gid),
    Refused(Gid, String),
}

impl Graph {
    pub(super) fn new(own: Gid, events: DomainParticipantStatusListener) -> Graph {
        Graph {
            own: own.prefix(),
            events: Mutex::new(Some(events)),
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Whether an endpoint is one of ours.
    pub(super) fn is_own(&self, endpoint: Gid) -> bool {
        endpoint.prefix() == self.own
    }

    /// Makes an endpoint of ours known.
    pub(super) fn register(&self, gid: Gid, matches: Arc<Matches>) {
        let mut state = lock(&self.state);
        for early in state.early.remove(&gid).unwrap_or_default() {
            match early {
                Early::Matched(peer) => matches.add(peer, state.type_of(peer)),
                Early::Refused(peer, mismatch) => self.refuse(&matches, gid, peer, &mismatch),
            }
        }
        state.ours.insert(gid, matches);
    }

    /// Forgets an endpoint of ours.
    pub(super) fn forget(&self, gid: Gid) {
        let mut state = lock(&self.state);
        state.ours.remove(&gid);
        state.early.remove(&gid);
    }

    /// Applies what has happened. Afterwards the peers of any message that has arrived are known.
    pub(super) fn catch_up(&self) {
        let events = lock(&self.events);
        while let Some(event) = events.as_ref().and_then(StatusEvented::try_recv_status) {
            self.apply(event);
        }
    }

    /// Applies what has happened, and has `context` woken when more has.
    pub(super) fn poll(&self, context: &mut Context<'_>) {
        let events = lock(&self.events);
        let Some(events) = &*events else { return };
        let mut stream = events.as_async_status_stream();
        while let Poll::Ready(Some(event)) = Pin::new(&mut stream).poll_next(context) {
            self.apply(event);
        }
    }

    /// Reads no more events, and lets go of the participant.
    pub(super) fn close(&self) {
        let events = lock(&self.events).take();
        drop(events);
    }

    fn apply(&self, event: Event) {
        match event {
            Event::ReaderDetected { reader } => {
                self.detected(reader.guid, reader.topic_name, reader.type_name)
            }
            Event::WriterDetected { writer } => {
                self.detected(writer.guid, writer.topic_name, writer.type_name)
            }
            Event::RemoteReaderMatched { local_writer, remote_reader } => {
                self.matched(local_writer.into(), remote_reader.into());
            }
            Event::RemoteWriterMatched { local_reader, remote_writer } => {
                self.matched(local_reader.into(), remote_writer.into());
            }
            Event::RemoteReaderQosIncompatible {
                local_writer,
                remote_reader,
                requested_qos,
                offered_qos,
            } => {
                let mismatch = qos::mismatch(&offered_qos, &requested_qos);
                self.refused(local_writer.into(), remote_reader.into(), mismatch);
            }
            Event::RemoteWriterQosIncompatible {
                local_reader,
                remote_writer,
                requested_qos,
                offered_qos,
            } => {
                let mismatch = qos::mismatch(&offered_qos, &requested_qos);
                self.refused(local_reader.into(), remote_writer.into(), mismatch);
            }
            Event::ReaderLost { guid, .. } | Event::WriterLost { guid, .. } => {
                let lost = Gid::from(guid);
                self.lost(|peer| peer == lost);
            }
            Event::ParticipantLost { id, .. } => {
                let lost = Gid::from(GUID { prefix: id, ..GUID::GUID_UNKNOWN }).prefix();
                lock(&self.state).nodes.remove(&lost);
                self.lost(|peer| peer.prefix() == lost);
            }
            _ => {}
        }
    }

    fn detected(&self, guid: GUID, topic: String, type_name: String) {
        let gid = Gid::from(guid);
        if !gid.is_built_in() {
            lock(&self.state).endpoints.insert(gid, Endpoint { topic, type_name });
            self.changed.notify_waiters();
        }
    }

    fn matched(&self, own: Gid, peer: Gid) {
        if own.is_built_in() {
            return;
        }
        let mut state = lock(&self.state);
        let Some(matches) = state.ours.get(&own).cloned() else {
            state.early.entry(own).or_default().push(Early::Matched(peer));
            return;
        };
        matches.add(peer, state.type_of(peer));
        drop(state);
        matches.changed();
        self.changed.notify_waiters();
    }

    fn refused(&self, own: Gid, peer: Gid, mismatch: String) {
        let mut state = lock(&self.state);
        match state.ours.get(&own).cloned() {
            Some(matches) => {
                drop(state);
                self.refuse(&matches, own, peer, &mismatch);
            }
            None => state.early.entry(own).or_default().push(Early::Refused(peer, mismatch)),
        }
    }

    fn refuse(&self, matches: &Matches, own: Gid, peer: Gid, mismatch: &str) {
        // Where both ends are ours, the subscription says it.
        let is_said = !own.is_reader() && self.is_own(peer);
        if matches.refuse(peer) && !is_said {
            let topic = matches.ros_name();
            tracing::warn!(topic, %mismatch, "a publisher and a subscription do not fit together");
        }
    }

    fn lost(&self, is_gone: impl Fn(Gid) -> bool) {
        let mut state = lock(&self.state);
        state.endpoints.retain(|gid, _| !is_gone(*gid));
        state.early.retain(|_, events| {
            events.retain(|(Early::Matched(peer) | Early::Refused(peer, _))| !is_gone(*peer));
            !events.is_empty()
        });
        let changed: Vec<_> = state.ours.values().filter(|ours| ours.remove(&is_gone)).cloned().collect();
        drop(state);
        changed.iter().for_each(|matches| matches.changed());
        self.changed.notify_waiters();
    }

    /// The nodes of another participant, as it announces them.
    pub(super) fn set_nodes(&self, participant: Prefix, nodes: Vec<NodeInfo>) {
        if participant != self.own {
            lock(&self.state).nodes.insert(participant, nodes);
            self.changed.notify_waiters();
        }
    }

    /// The full names of the nodes of other participants.
    pub(super) fn nodes(&self) -> Vec<String> {
        self.catch_up();
        lock(&self.state).nodes.values().flatten().map(NodeInfo::full_name).collect()
    }

    /// The full names of the topics that have a publisher or a subscription.
    pub(super) fn topics(&self) -> Vec<String> {
        self.names(|_, topic| match names::meaning(topic) {
            Meaning::Topic(name) => Some(name.to_owned()),
            _ => None,
        })
    }

    /// The full names of the services that are served.
    pub(super) fn services(&self) -> Vec<String> {
        self.names(|gid, topic| match names::meaning(topic) {
            Meaning::Requests(name) if gid.is_reader() => Some(name.to_owned()),
            _ => None,
        })
    }

    fn names(&self, name: impl Fn(Gid, &str) -> Option<String>) -> Vec<String> {
        self.catch_up();
        let state = lock(&self.state);
        // Of ours, discovery learns late that they have gone.
        let others = state.endpoints.iter().filter(|(gid, _)| !self.is_own(**gid));
        let others = others.filter_map(|(gid, endpoint)| name(*gid, &endpoint.topic));
        let ours = state.ours.iter().filter_map(|(gid, matches)| name(*gid, &matches.topic));
        let names: BTreeSet<_> = others.chain(ours).collect();
        names.into_iter().collect()
    }
}

impl State {
    fn type_of(&self, endpoint: Gid) -> Option<&str> {
        self.endpoints.get(&endpoint).map(|endpoint| endpoint.type_name.as_str())
    }
}
