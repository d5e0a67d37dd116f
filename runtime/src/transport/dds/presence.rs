//! Which nodes there are: DDS knows endpoints only, so every ROS 2 participant announces its nodes and their
//! endpoints on a topic of its own, `ros_discovery_info`. That is where `ros2 node list` reads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::aside::drop_aside;
use super::gid::{Gid, Prefix};
use super::ring::Waiting;
use super::wire::{self, FaultKind, Raw};
use super::writer::{Refused, Writer};
use crate::facts::qos::{Durability, History, Qos};
use crate::rt::sync::lock;
use crate::transport::cdr;

pub(super) const TOPIC: &str = "ros_discovery_info";
pub(super) const TYPE_NAME: &str = "rmw_dds_common::msg::dds_::ParticipantEntitiesInfo_";
/// The newest announcement of each participant, also for those that come later.
pub(super) const QOS: Qos =
    Qos::DEFAULT.with_durability(Durability::TransientLocal).with_history(History::KeepLast(1));
/// The same for reading: of all participants there are.
pub(super) const READER_QOS: Qos = QOS.with_history(History::KeepLast(256));

/// For how long changes are collected after an announcement: the start of a node has as many as it has endpoints, and who
/// does not confirm them for a while keeps the next ones from being taken.
const TOGETHER: Duration = Duration::from_millis(20);
/// How soon an announcement that was not taken is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// What a participant announces. `G` is how many bytes name an endpoint: 16, and 24 up to Humble.
#[derive(Serialize, Deserialize)]
struct Announcement<G> {
    participant: G,
    nodes: Vec<Node<G>>,
}

#[derive(Serialize, Deserialize)]
struct Node<G> {
    namespace: String,
    name: String,
    readers: Vec<G>,
    writers: Vec<G>,
}

type Short = [u8; 16];
type Long = [u8; 24];

fn long(gid: Gid) -> Long {
    let mut long = [0; 24];
    long[..16].copy_from_slice(&gid.0);
    long
}

fn short(long: &Long) -> Gid {
    let mut gid = Gid::UNKNOWN;
    gid.0.copy_from_slice(&long[..16]);
    gid
}

/// A node of another participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeInfo {
    pub(super) namespace: String,
    pub(super) name: String,
    /// Its endpoints, as far as it has told of them.
    pub(super) endpoints: Vec<Gid>,
}

impl NodeInfo {
    pub(super) fn full_name(&self) -> String {
        format!("{}/{}", self.namespace.trim_end_matches('/'), self.name)
    }
}

/// What a participant has announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) participant: Prefix,
    pub(super) nodes: Vec<NodeInfo>,
    /// Other participants that endpoints of its nodes are in.
    pub(super) others: BTreeSet<Prefix>,
}

impl Announced {
    fn new<G>(announcement: Announcement<G>, gid: impl Fn(&G) -> Gid) -> Announced {
        let participant = gid(&announcement.participant).prefix();
        let gids = announcement.nodes.iter().flat_map(|node| node.readers.iter().chain(&node.writers));
        let others = gids.map(|of| gid(of).prefix()).filter(|other| *other != participant).collect();
        let nodes = announcement.nodes.into_iter();
        let nodes = nodes
            .map(|node| NodeInfo {
                endpoints: node.readers.iter().chain(&node.writers).map(&gid).collect(),
                namespace: node.namespace,
                name: node.name,
            })
            .collect();
        Announced { participant, nodes, others }
    }
}

/// What the participant `from` has announced; `None` where the frame is no announcement, or one of somebody else: that
/// would stay when its sender has gone.
pub(super) fn read(frame: &Raw, from: Prefix) -> Option<Announced> {
    decode(frame).filter(|announced| announced.participant == from)
}

fn decode(frame: &Raw) -> Option<Announced> {
    match wire::decode::<Announcement<Short>>(&frame.bytes, frame.encoding) {
        Ok(short) => Some(Announced::new(short, |gid| Gid(*gid))),
        Err(fault) if matches!(fault.kind, FaultKind::Content | FaultKind::Excess) => {
            let long = wire::decode::<Announcement<Long>>(&frame.bytes, frame.encoding).ok()?;
            Some(Announced::new(long, short))
        }
        Err(_) => None,
    }
}

/// Our nodes, and what announces them.
pub(super) struct Presence {
    long_gids: bool,
    by: Mutex<By>,
    nodes: Mutex<BTreeMap<NodeId, Ours>>,
    /// Whether something has changed that is not announced yet.
    is_behind: AtomicBool,
}

/// Who announces, and when the next time.
struct By {
    participant: Gid,
    writer: Writer,
    due: Instant,
}

impl By {
    fn new(participant: Gid, writer: Writer) -> By {
        By { participant, writer, due: Instant::now() }
    }
}

/// Tells our nodes apart, also those of one name.
pub(super) type NodeId = u64;

struct Ours {
    full_name: String,
    endpoints: Vec<Gid>,
}

impl Presence {
    pub(super) fn new(participant: Gid, long_gids: bool, writer: Writer) -> Presence {
        Presence {
            long_gids,
            by: Mutex::new(By::new(participant, writer)),
            nodes: Mutex::default(),
            is_behind: AtomicBool::new(false),
        }
    }

    /// Another participant announces from now on. The nodes have no endpoints there yet.
    pub(super) fn reopen(&self, participant: Gid, writer: Writer) {
        drop_aside(std::mem::replace(&mut *lock(&self.by), By::new(participant, writer)));
        self.change(|nodes| nodes.values_mut().for_each(|node| node.endpoints.clear()));
    }

    pub(super) fn join(&self, id: NodeId, full_name: &str) {
        let ours = Ours { full_name: full_name.to_owned(), endpoints: Vec::new() };
        self.change(|nodes| drop(nodes.insert(id, ours)));
    }

    pub(super) fn leave(&self, id: NodeId) {
        self.change(|nodes| drop(nodes.remove(&id)));
    }

    pub(super) fn add(&self, id: NodeId, endpoints: &[Gid]) {
        self.change(|nodes| {
            if let Some(node) = nodes.get_mut(&id) {
                node.endpoints.extend(endpoints);
            }
        });
    }

    pub(super) fn remove(&self, id: NodeId, endpoint: Gid) {
        self.change(|nodes| {
            if let Some(node) = nodes.get_mut(&id) {
                node.endpoints.retain(|other| *other != endpoint);
            }
        });
    }

    /// The full names of our nodes.
    pub(super) fn names(&self) -> Vec<String> {
        lock(&self.nodes).values().map(|node| node.full_name.clone()).collect()
    }

    /// Whether something has changed that is not announced yet.
    pub(super) fn is_behind(&self) -> bool {
        self.is_behind.load(Ordering::SeqCst)
    }

    /// Announces what has changed, if it is time. Returns when to do it again.
    pub(super) fn catch_up(&self) -> Option<Instant> {
        if self.is_behind() {
            self.change(|_| {});
        }
        self.is_behind().then(|| lock(&self.by).due)
    }

    /// Changes what is announced, and announces it, or leaves that to [`Presence::catch_up`]. In order: the newest
    /// announcement is the one that counts.
    fn change(&self, change: impl FnOnce(&mut BTreeMap<NodeId, Ours>)) {
        let mut nodes = lock(&self.nodes);
        change(&mut nodes);
        let mut by = lock(&self.by);
        self.is_behind.store(true, Ordering::SeqCst);
        if by.due > Instant::now() {
            return;
        }
        let mut frame = Vec::new();
        let encoded = if self.long_gids {
            cdr::encode_body(&mut frame, &announcement(by.participant, &nodes, long))
        } else {
            cdr::encode_body(&mut frame, &announcement(by.participant, &nodes, |gid| gid.0))
        };
        let sent = encoded
            .map_err(|error| Refused::Other(error.to_string()))
            .and_then(|()| by.writer.write(&Waiting::new(Bytes::from(frame), None)).map(drop));
        let is_full = matches!(sent, Err(Refused::Full));
        by.due = Instant::now() + if is_full { AGAIN } else { TOGETHER };
        self.is_behind.store(is_full, Ordering::SeqCst);
        drop(by);
        drop(nodes);
        if let Err(Refused::Other(reason)) = sent {
            tracing::warn!(reason, "the nodes of this participant could not be announced");
        }
    }
}

fn announcement<G>(
    participant: Gid,
    nodes: &BTreeMap<NodeId, Ours>,
    gid: impl Fn(Gid) -> G + Copy,
) -> Announcement<G> {
    let nodes = nodes.values().map(|node| {
        let (namespace, name) = node.full_name.rsplit_once('/').unwrap_or(("", &node.full_name));
        let of_kind = |is_reader| {
            node.endpoints.iter().filter(move |gid| gid.is_reader() == is_reader).map(|of| gid(*of)).collect()
        };
        Node {
            namespace: if namespace.is_empty() { "/" } else { namespace }.to_owned(),
            name: name.to_owned(),
            readers: of_kind(true),
            writers: of_kind(false),
        }
    });
    Announcement { participant: gid(participant), nodes: nodes.collect() }
}

#[cfg(test)]
mod tests {
    use rustdds::RepresentationIdentifier;

    use super::*;

    fn read_back<G: Serialize>(gid: G, other: G) -> Option<Announced> {
        let node = Node {
            namespace: "/arm".to_owned(),
            name: "gripper".to_owned(),
            readers: vec![other],
            writers: Vec::new(),
        };
        let mut bytes = Vec::new();
        wire::encode(&Announcement { participant: gid, nodes: vec![node] }, &mut bytes).unwrap();
        let frame = Raw { bytes, encoding: RepresentationIdentifier::CDR_LE };
        assert_eq!(read(&frame, [8; 12]), None, "it is not about its sender");
        read(&frame, [7; 12])
    }

    #[test]
    fn announcements_of_old_and_new_releases_are_read() {
        let (gid, other) = (Gid([7; 16]), Gid([9; 16]));
        let expected =
            NodeInfo { namespace: "/arm".to_owned(), name: "gripper".to_owned(), endpoints: vec![other] };
        assert_eq!(expected.full_name(), "/arm/gripper");
        let others = [[9; 12]].into();
        let expected = Some(Announced { participant: [7; 12], nodes: vec![expected], others });
        assert_eq!(read_back(gid.0, other.0), expected);
        assert_eq!(read_back(long(gid), long(other)), expected);
    }

    #[test]
    fn changes_soon_after_an_announcement_are_announced_together() {
        let participant = Gid([7; 16]);
        let presence = Presence::new(participant, false, Writer::without_network(participant));
        presence.join(0, "/first");
        assert!(!presence.is_behind());
        // Nobody looks at the clock here: whether it is time is what it says itself.
        (1..100).for_each(|id| presence.join(id, "/other"));
        while let Some(due) = presence.catch_up() {
            assert!(due <= Instant::now() + TOGETHER && presence.is_behind());
        }
        assert!(!presence.is_behind());
    }

    #[test]
    fn what_is_no_announcement_is_left_out() {
        let frame = Raw { bytes: vec![1, 2, 3], encoding: RepresentationIdentifier::CDR_LE };
        assert_eq!(read(&frame, [7; 12]), None);
    }
}
