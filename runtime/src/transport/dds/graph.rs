//! The graph as discovery sees it: endpoints of others, and whom ours are connected with.

mod shown;

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Instant;

use futures_core::Stream;
use rustdds::{
    DomainParticipantStatusEvent as Event, DomainParticipantStatusListener, GUID, LostReason, StatusEvented,
};
use tokio::sync::Notify;

use super::aside::drop_aside;
use super::ear::Ear;
use super::gid::{Gid, Prefix};
use super::gone::Gone;
use super::hashes::{self, Hashes};
use super::lapsed::Lapsed;
use super::loopback::Loopback;
use super::matches::{Known, Matches};
use super::misfits::Misfits;
use super::presence::{Announced, NodeInfo};
use super::settling::{Settling, Wants};
use super::{qos, rpc};
use crate::rt::lock::{lock, unlocked};

pub(super) struct Graph {
    own: Mutex<Prefix>,
    /// RustDDS' queue of events. Whoever reads applies what was read before the next one reads.
    events: Mutex<Option<DomainParticipantStatusListener>>,
    /// Where RustDDS can not hear itself, what it is told of its own endpoints.
    loopback: Loopback,
    ear: Ear,
    state: Mutex<State>,
    settling: Settling,
    misfits: Misfits,
    /// What our types are, and those of peers.
    pub(super) hashes: Hashes,
    /// Somebody came or went.
    pub(super) changed: Arc<Notify>,
}

#[derive(Default)]
struct State {
    /// The endpoints of all participants, ours included where discovery has told us of them.
    endpoints: HashMap<Gid, Known>,
    /// Our endpoints.
    ours: HashMap<Gid, Arc<Matches>>,
    /// What happened to endpoints of ours before they were registered.
    early: HashMap<Gid, Vec<Early>>,
    nodes: BTreeMap<Prefix, Vec<NodeInfo>>,
    /// Which participant announces the nodes that have endpoints in another one.
    principals: BTreeMap<Prefix, Prefix>,
    gone: Gone,
    lapsed: Lapsed,
    /// The other participants of RustDDS, in the order in which they were found.
    relatives: Vec<Prefix>,
}

enum Early {
    Found(Gid),
    Matched(Gid),
    Refused(Gid, String),
}

impl Graph {
    /// The graph around a participant of ours, which is `deaf` to itself where it listens on that port.
    pub(super) fn new(
        own: Prefix,
        events: Option<DomainParticipantStatusListener>,
        deaf: Option<u16>,
    ) -> Graph {
        Graph {
            own: Mutex::new(own),
            ear: if events.is_none() || deaf.is_some() { Ear::closed() } else { Ear::open() },
            events: Mutex::new(events),
            loopback: Loopback::new(deaf),
            state: Mutex::default(),
            settling: Settling::default(),
            misfits: Misfits::default(),
            hashes: Hashes::default(),
            changed: Arc::default(),
        }
    }

    /// Whether an endpoint is one of ours.
    pub(super) fn is_own(&self, endpoint: Gid) -> bool {
        endpoint.prefix() == self.own()
    }

    /// The participant of ours that there is now.
    pub(super) fn own(&self) -> Prefix {
        *lock(&self.own)
    }

    /// Another participant of ours has taken the place of the one that was dead. Nobody is known to it yet.
    pub(super) fn reopen(&self, own: Prefix, events: DomainParticipantStatusListener, deaf: Option<u16>) {
        drop_aside(lock(&self.events).replace(events));
        *lock(&self.own) = own;
        self.loopback.reopen(deaf);
        self.ear.reopen(deaf.is_none());
        {
            let mut state = lock(&self.state);
            (state.nodes, state.principals, state.gone, state.lapsed, state.relatives) = Default::default();
        }
        self.lost(|_| true);
    }

    /// Says so where multicast does not get through. Returns when to look again.
    pub(super) fn listen(&self) -> Option<Instant> {
        self.ear.listen()
    }

    /// Undoes what connects writers of ours with readers of ours, where it does harm. Returns when to do it again.
    pub(super) fn disconnect(&self) -> Option<Instant> {
        self.loopback.tend()
    }

    /// One of those is heard of.
    pub(super) fn found_again(&self, participant: Prefix) {
        lock(&self.state).lapsed.found(participant, Instant::now());
    }

    /// The other participants of RustDDS, in the order in which they were found.
    pub(super) fn relatives(&self) -> Vec<Prefix> {
        lock(&self.state).relatives.clone()
    }

    /// Makes an endpoint of ours known.
    pub(super) fn register(&self, gid: Gid, matches: Arc<Matches>) {
        let mut state = lock(&self.state);
        state.ours.insert(gid, matches);
        let early = state.early.remove(&gid).unwrap_or_default();
        drop(state);
        for early in early {
            match early {
                Early::Found(peer) => self.found(gid, peer),
                Early::Matched(peer) => self.matched(gid, peer),
                Early::Refused(peer, mismatch) => self.refused(gid, peer, mismatch),
            }
        }
    }

    /// Forgets an endpoint of ours.
    pub(super) fn forget(&self, gid: Gid) {
        let mut state = lock(&self.state);
        state.ours.remove(&gid);
        state.early.remove(&gid);
    }

    /// Applies what has happened. Afterwards the peers of any message that has arrived are known.
    pub(super) fn catch_up(&self) {
        if let Some(events) = &*lock(&self.events) {
            while let Some(event) = events.try_recv_status() {
                self.apply(event);
            }
        }
    }

    /// Applies what has happened, and has `context` woken when more has.
    pub(super) fn poll(&self, context: &mut Context<'_>) {
        if let Some(events) = &*lock(&self.events) {
            let mut stream = events.as_async_status_stream();
            while let Poll::Ready(Some(event)) = Pin::new(&mut stream).poll_next(context) {
                self.apply(event);
            }
        }
    }

    /// Counts the readers that have settled. Returns when to look again, if `context` is not woken earlier.
    pub(super) fn settle(&self, context: &mut Context<'_>) -> Option<Instant> {
        let (settled, again) = self.settling.poll(|own| self.ours(own), context);
        settled.into_iter().for_each(|(own, peer)| self.matched(own, peer));
        again
    }

    /// Tells what does not fit ours, with the node that has it. Returns when to look again.
    pub(super) fn tell_misfits(&self) -> Option<Instant> {
        self.misfits.tell(|peer| self.node_of(peer))
    }

    /// Wakes those who wait for a change, without the locks that the caller may have.
    fn wake(&self) {
        let changed = self.changed.clone();
        unlocked(move || changed.notify_waiters());
    }

    /// Reads no more events, and lets go of the participants.
    pub(super) fn close(&self) {
        let events = std::mem::take(&mut *lock(&self.events));
        drop(events);
    }

    pub(super) fn apply(&self, event: Event) {
        match event {
            Event::ReaderDetected { reader: endpoint } | Event::WriterDetected { writer: endpoint } => {
                let is_durable = qos::is_durable(&endpoint.qos);
                let type_hash = hashes::announced(&endpoint.user_data);
                let (topic, type_name) = (endpoint.topic_name, endpoint.type_name);
                let known = Known { topic, type_name, is_durable, qos: Arc::new(endpoint.qos), type_hash };
                self.detected(endpoint.guid.into(), known);
            }
            Event::RemoteReaderMatched { local_writer, remote_reader } => {
                self.found(local_writer.into(), remote_reader.into());
            }
            Event::RemoteWriterMatched { local_reader, remote_writer } => {
                if self.is_own(remote_writer.into()) {
                    self.ear.hears();
                }
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
                if self.is_own(lost) {
                    self.loopback.disconnected(lost);
                    lock(&self.state).endpoints.remove(&lost);
                    return;
                }
                lock(&self.state).gone.add(lost);
                self.lost(|peer| peer == lost);
            }
            Event::ParticipantLost { id, reason } => {
                let gid = Gid::from(GUID { prefix: id, ..GUID::GUID_UNKNOWN });
                let lost = gid.prefix();
                let mut state = lock(&self.state);
                state.nodes.remove(&lost);
                state.relatives.retain(|relative| *relative != lost);
                state.principals.retain(|other, principal| *other != lost && *principal != lost);
                // Who was only not heard of for a while may come back.
                let has_left = matches!(reason, LostReason::Disposed);
                if has_left {
                    state.gone.add(gid);
                }
                drop(state);
                let was_connected = self.lost(|peer| peer.prefix() == lost);
                if was_connected && !has_left {
                    lock(&self.state).lapsed.missed(lost);
                }
            }
            Event::ParticipantDiscovered { dpd } => {
                self.found_again(Gid::from(dpd.guid).prefix());
            }
            _ => {}
        }
    }

    fn detected(&self, gid: Gid, known: Known) {
        let mut state = lock(&self.state);
        if !gid.is_built_in() && !state.gone.has(gid) {
            state.endpoints.insert(gid, known);
            let prefix = gid.prefix();
            if rpc::is_rustdds(prefix) && !self.is_own(gid) && !state.relatives.contains(&prefix) {
                state.relatives.push(prefix);
            }
            drop(state);
            self.wake();
        }
    }

    fn ours(&self, gid: Gid) -> Option<Arc<Matches>> {
        lock(&self.state).ours.get(&gid).cloned()
    }

    /// A reader was found for a writer of ours.
    fn found(&self, own: Gid, peer: Gid) {
        if own.is_built_in() {
            return;
        }
        if self.is_own(peer) {
            self.loopback.connected(peer);
            return;
        }
        let mut state = lock(&self.state);
        let Some(matches) = state.ours.get(&own).cloned() else {
            state.early.entry(own).or_default().push(Early::Found(peer));
            return;
        };
        let known = state.endpoints.get(&peer).cloned();
        drop(state);
        if known.as_ref().is_some_and(|known| !matches.takes(peer, known)) {
            return self.matched(own, peer);
        }
        matches.expect(peer);
        matches.changed();
        let is_durable = known.is_some_and(|known| known.is_durable);
        self.settling.add(own, peer, if is_durable { Wants::Everything } else { Wants::News });
    }

    fn matched(&self, own: Gid, peer: Gid) {
        // Nodes of ours talk to each other without RustDDS.
        if own.is_built_in() || self.is_own(peer) {
            return;
        }
        let mut state = lock(&self.state);
        if state.gone.has(peer) {
            return;
        }
        let Some(matches) = state.ours.get(&own).cloned() else {
            state.early.entry(own).or_default().push(Early::Matched(peer));
            return;
        };
        let known = state.endpoints.get(&peer).cloned();
        drop(state);
        self.add(&matches, peer, known.as_ref());
        matches.changed();
        self.wake();
    }

    fn add(&self, matches: &Matches, peer: Gid, known: Option<&Known>) {
        let Some(known) = known else { return matches.add(peer, None) };
        if !matches.takes(peer, known) {
            matches.passes_over(peer);
        }
        if let Some(mismatch) = matches.overlooked(peer, known) {
            return self.refuse(matches, peer, &mismatch);
        }
        matches.add(peer, Some(known));
        self.hashes.compare(known);
    }

    fn refused(&self, own: Gid, peer: Gid, mismatch: String) {
        if self.is_own(peer) {
            return;
        }
        let mut state = lock(&self.state);
        match state.ours.get(&own).cloned() {
            Some(matches) => {
                drop(state);
                self.refuse(&matches, peer, &mismatch);
            }
            None => state.early.entry(own).or_default().push(Early::Refused(peer, mismatch)),
        }
    }

    fn refuse(&self, matches: &Matches, peer: Gid, mismatch: &str) {
        if matches.refuse(peer) {
            let (topic, mismatch) = (matches.ros_name().to_owned(), mismatch.to_owned());
            self.misfits.add(topic, matches.holder.clone(), peer, mismatch);
            self.tell_misfits();
        }
    }

    /// Those that `is_gone` says have gone. Whether endpoints of ours were connected with any.
    fn lost(&self, is_gone: impl Fn(Gid) -> bool) -> bool {
        self.settling.remove(&is_gone);
        let mut state = lock(&self.state);
        state.endpoints.retain(|gid, _| !is_gone(*gid));
        state.early.retain(|_, events| {
            events.retain(|event| {
                let (Early::Found(peer) | Early::Matched(peer) | Early::Refused(peer, _)) = event;
                !is_gone(*peer)
            });
            !events.is_empty()
        });
        let changed: Vec<_> = state.ours.values().filter(|ours| ours.remove(&is_gone)).cloned().collect();
        drop(state);
        changed.iter().for_each(|matches| matches.changed());
        self.wake();
        !changed.is_empty()
    }

    /// A participant has announced its nodes.
    pub(super) fn announced(&self, Announced { participant, nodes, others }: Announced) {
        let mut state = lock(&self.state);
        if state.gone.has(Gid::nobody_of(participant)) {
            return;
        }
        let before = state.principals.clone();
        state.principals.retain(|other, principal| *principal != participant || others.contains(other));
        state.principals.extend(others.into_iter().map(|other| (other, participant)));
        let is_news = state.principals != before;
        if self.own() != participant {
            state.nodes.insert(participant, nodes);
        }
        // Who is connected with whom may have changed by it.
        let changed: Vec<_> = state.ours.values().filter(|_| is_news).cloned().collect();
        drop(state);
        changed.iter().for_each(|matches| matches.changed());
        self.wake();
    }
}

impl State {
    fn principal(&self, participant: Prefix) -> Prefix {
        self.principals.get(&participant).copied().unwrap_or(participant)
    }
}
