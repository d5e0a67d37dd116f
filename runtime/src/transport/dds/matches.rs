//! Whom an endpoint of ours is connected with.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustdds::QosPolicies;

use super::gid::{Gid, Prefix};
use super::{names, qos, rpc};
use crate::facts::qos::Qos;
use crate::rt::lock::{lock, unlocked};
use crate::rt::time::Time;
use crate::transport::holder::Holder;

/// Of how many peers that have gone it is known whether they fitted: what they sent may not be read yet.
const DEPARTED: usize = 64;

/// How long after a publisher was found it may send what it kept. The clocks of two hosts can differ, so that after this
/// what it sends is new whatever its time stamp says.
const CATCHING_UP: Duration = Duration::from_secs(2);

/// The peers of one endpoint of ours, as discovery found them.
pub(super) struct Matches {
    /// The DDS name of the topic.
    pub(super) topic: String,
    /// The DDS name of the type.
    pub(super) type_name: String,
    /// Whose endpoint it is.
    pub(super) holder: Arc<Holder>,
    qos: Qos,
    peers: Mutex<Peers>,
    has_bystanders: AtomicBool,
    hook: OnceLock<Box<dyn Fn() + Send + Sync>>,
    exchange: Mutex<Option<Arc<Ask>>>,
    excuse: Mutex<Option<Arc<Excuse>>>,
    greeting: Mutex<Option<Arc<Greet>>>,
}

/// What is done with each peer that fits.
type Greet = dyn Fn(Gid) + Send + Sync;

/// How peers are asked.
type Ask = dyn Fn() -> Option<Exchange> + Send + Sync;

/// How it is said for bystanders that they want nothing.
type Excuse = dyn Fn() + Send + Sync;

/// Ends when all peers that are connected have confirmed something that was sent after they were.
pub(super) type Exchange = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Whether peers were asked whether they have heard of an endpoint.
pub(super) enum Asked {
    NotYet,
    Waits(Exchange),
    /// There is nothing that they could confirm.
    InVain,
    /// They have confirmed it, or confirm nothing.
    Done,
}

#[derive(Default)]
struct Peers {
    present: BTreeMap<Gid, Fit>,
    /// Those that were found, and do not count yet.
    expected: BTreeSet<Gid>,
    /// Those of them that want nothing from before they came.
    volatile: BTreeSet<Gid>,
    /// Those of them that keep messages for others, and since when they are connected.
    durable: BTreeMap<Gid, Since>,
    /// Readers that RustDDS alone takes for connected.
    bystanders: BTreeSet<Gid>,
    departed: VecDeque<(Gid, Fit)>,
    incompatible: BTreeSet<Gid>,
    mistyped: BTreeSet<Gid>,
    incompatible_ever: u64,
    mistyped_ever: u64,
}

/// When a peer was found, by both clocks.
struct Since {
    at: Instant,
    time: Time,
}

impl Since {
    fn now() -> Since {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Since { at: Instant::now(), time: Time::since_epoch(time) }
    }
}

/// What discovery tells of an endpoint.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// The DDS name of its topic.
    pub(super) topic: String,
    /// The DDS name of its type.
    pub(super) type_name: String,
    /// Whether it keeps messages for those that come late, or wants those that were kept.
    pub(super) is_durable: bool,
    /// What it offers or asks for.
    pub(super) qos: Arc<QosPolicies>,
    /// The hash of its type, where it tells.
    pub(super) type_hash: Option<String>,
}

/// Whether a peer speaks of the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Fits,
    /// It has another type under the same name. RustDDS connects by name alone.
    OtherType,
}

impl Matches {
    pub(super) fn new(topic: String, type_name: String, holder: Arc<Holder>, qos: &Qos) -> Matches {
        Matches {
            topic,
            type_name,
            holder,
            qos: *qos,
            peers: Mutex::default(),
            has_bystanders: AtomicBool::new(false),
            hook: OnceLock::new(),
            exchange: Mutex::default(),
            excuse: Mutex::default(),
            greeting: Mutex::default(),
        }
    }

    /// Has `hook` called when peers come or go. It must not wait, nor read messages.
    pub(super) fn on_change(&self, hook: impl Fn() + Send + Sync + 'static) {
        let _ = self.hook.set(Box::new(hook));
    }

    /// How it is known that peers have heard of this endpoint: `None` where it has sent nothing that they could confirm.
    pub(super) fn confirm_with(&self, exchange: impl Fn() -> Option<Exchange> + Send + Sync + 'static) {
        *lock(&self.exchange) = Some(Arc::new(exchange));
    }

    /// How it is said in the name of bystanders that they want nothing of this endpoint.
    pub(super) fn excuse_with(&self, excuse: impl Fn() + Send + Sync + 'static) {
        *lock(&self.excuse) = Some(Arc::new(excuse));
    }

    /// Whether an endpoint of others is to be connected with this one. RustDDS asks for the topic's name, and for most of
    /// the quality of service.
    pub(super) fn takes(&self, peer: Gid, known: &Known) -> bool {
        known.type_name == self.type_name && self.overlooked(peer, known).is_none()
    }

    /// In what it does not fit this one, where RustDDS has overlooked it.
    pub(super) fn overlooked(&self, peer: Gid, known: &Known) -> Option<String> {
        if peer.is_reader() {
            qos::overlooked(&qos::writer(&self.qos), &known.qos)
        } else {
            qos::overlooked(&known.qos, &qos::reader(&self.qos))
        }
    }

    /// RustDDS takes a reader for connected that is not.
    pub(super) fn passes_over(&self, reader: Gid) {
        if !reader.is_reader() {
            return;
        }
        let mut peers = lock(&self.peers);
        peers.expected.remove(&reader);
        peers.bystanders.insert(reader);
        self.has_bystanders.store(true, Ordering::SeqCst);
        drop(peers);
        let excuse = lock(&self.excuse).clone();
        if let Some(excuse) = excuse {
            excuse();
        }
    }

    /// The readers that RustDDS alone takes for connected.
    pub(super) fn bystanders(&self) -> Vec<Gid> {
        if !self.has_bystanders.load(Ordering::SeqCst) {
            return Vec::new();
        }
        lock(&self.peers).bystanders.iter().copied().collect()
    }

    /// Has `greet` called with each peer that is found and fits.
    pub(super) fn greet_with(&self, greet: impl Fn(Gid) + Send + Sync + 'static) {
        *lock(&self.greeting) = Some(Arc::new(greet));
    }

    /// Asks the peers whether they have heard of this endpoint.
    pub(super) fn exchange(&self) -> Asked {
        let exchange = lock(&self.exchange).clone();
        match exchange.map(|exchange| exchange()) {
            None => Asked::Done,
            Some(None) => Asked::InVain,
            Some(Some(exchange)) => Asked::Waits(exchange),
        }
    }

    /// Tells whoever wants to know, without the locks that the caller may have: that wakes them.
    pub(super) fn changed(self: &Arc<Self>) {
        let matches = self.clone();
        unlocked(move || {
            if let Some(hook) = matches.hook.get() {
                hook();
            }
        });
    }

    /// A peer was found, and will count soon.
    pub(super) fn expect(&self, peer: Gid) {
        lock(&self.peers).expected.insert(peer);
    }

    /// Those that were found, and do not count yet.
    pub(super) fn expected(&self) -> BTreeSet<Gid> {
        lock(&self.peers).expected.clone()
    }

    /// Whether there is anybody, also if it does not count yet.
    pub(super) fn has_any(&self) -> bool {
        let peers = lock(&self.peers);
        !peers.expected.is_empty() || peers.present.values().any(|fit| *fit == Fit::Fits)
    }

    /// A peer has the same topic and fitting quality of service.
    pub(super) fn add(&self, peer: Gid, known: Option<&Known>) {
        let type_name = known.map(|known| known.type_name.as_str());
        let fit = match type_name {
            Some(other) if other != self.type_name => Fit::OtherType,
            _ => Fit::Fits,
        };
        let mut peers = lock(&self.peers);
        peers.expected.remove(&peer);
        peers.present.insert(peer, fit);
        match known {
            Some(_) if fit == Fit::OtherType => {}
            Some(Known { is_durable: true, .. }) => drop(peers.durable.insert(peer, Since::now())),
            Some(_) => drop(peers.volatile.insert(peer)),
            None => {}
        }
        let is_news = fit == Fit::OtherType && peers.mistyped.insert(peer);
        peers.mistyped_ever += u64::from(is_news);
        drop(peers);
        let greet = lock(&self.greeting).clone().filter(|_| fit == Fit::Fits);
        if let Some(greet) = greet {
            unlocked(move || greet(peer));
        }
        if let (true, Some(there)) = (is_news, type_name) {
            let (there, here) = (names::ros_type_name(there), names::ros_type_name(&self.type_name));
            let name = self.ros_name().to_owned();
            unlocked(move || {
                tracing::warn!(
                    name,
                    "`{name}` carries `{there}` elsewhere and `{here}` here; they do not talk"
                );
            });
        }
    }

    /// A peer has the same topic, and its quality of service does not fit. Whether that is news.
    pub(super) fn refuse(&self, peer: Gid) -> bool {
        let mut peers = lock(&self.peers);
        let is_news = peers.incompatible.insert(peer);
        peers.incompatible_ever += u64::from(is_news);
        is_news
    }

    /// Those that `is_gone` says have gone. Whether there were any.
    pub(super) fn remove(&self, is_gone: impl Fn(Gid) -> bool) -> bool {
        let mut peers = lock(&self.peers);
        let Peers {
            present, expected, volatile, durable, bystanders, departed, incompatible, mistyped, ..
        } = &mut *peers;
        let before = (present.len(), departed.len());
        present.retain(|peer, fit| {
            let stays = !is_gone(*peer);
            if !stays {
                departed.push_back((*peer, *fit));
            }
            stays
        });
        let any = present.len() != before.0;
        while departed.len() > DEPARTED {
            departed.pop_front();
        }
        expected.retain(|peer| !is_gone(*peer));
        volatile.retain(|peer| !is_gone(*peer));
        durable.retain(|peer, _| !is_gone(*peer));
        bystanders.retain(|peer| !is_gone(*peer));
        incompatible.retain(|peer| !is_gone(*peer));
        mistyped.retain(|peer| !is_gone(*peer));
        self.has_bystanders.store(!bystanders.is_empty(), Ordering::SeqCst);
        any
    }

    /// Whether `peer` is or was connected, and fits.
    pub(super) fn fit(&self, peer: Gid) -> Option<Fit> {
        let peers = lock(&self.peers);
        let departed = || peers.departed.iter().rev().find(|(gone, _)| *gone == peer).map(|(_, fit)| *fit);
        peers.present.get(&peer).copied().or_else(departed)
    }

    /// Whether a message that `peer` sent then is one of those that it kept for others.
    pub(super) fn is_old(&self, peer: Gid, sent: Time) -> bool {
        let peers = lock(&self.peers);
        peers.durable.get(&peer).is_some_and(|since| sent < since.time && since.at.elapsed() < CATCHING_UP)
    }

    /// How many peers are connected and fit.
    pub(super) fn count(&self) -> usize {
        lock(&self.peers).present.values().filter(|fit| **fit == Fit::Fits).count()
    }

    /// Whether a peer that is connected wants nothing from before it came.
    pub(super) fn has_volatile(&self) -> bool {
        !lock(&self.peers).volatile.is_empty()
    }

    /// Whether there is a volatile reader of Cyclone DDS: it takes all that the first heartbeat names for history, also
    /// what comes behind the frame that it came with.
    pub(super) fn has_hasty(&self) -> bool {
        lock(&self.peers).volatile.iter().any(|peer| rpc::is_cyclone(peer.prefix()))
    }

    /// The peers that are connected and want what was kept, or keep something.
    pub(super) fn durable(&self) -> Vec<Gid> {
        lock(&self.peers).durable.keys().copied().collect()
    }

    /// Whether `peer` is connected and fits.
    pub(super) fn has(&self, peer: Gid) -> bool {
        lock(&self.peers).present.get(&peer) == Some(&Fit::Fits)
    }

    /// The peers that are connected and fit.
    pub(super) fn all(&self) -> Vec<Gid> {
        let peers = lock(&self.peers);
        peers.present.iter().filter(|(_, fit)| **fit == Fit::Fits).map(|(peer, _)| *peer).collect()
    }

    /// The participants of the peers that are connected and fit.
    pub(super) fn participants(&self) -> BTreeSet<Prefix> {
        let peers = lock(&self.peers);
        peers.present.iter().filter(|(_, fit)| **fit == Fit::Fits).map(|(peer, _)| peer.prefix()).collect()
    }

    pub(super) fn incompatible(&self) -> u64 {
        lock(&self.peers).incompatible_ever
    }

    pub(super) fn mistyped(&self) -> u64 {
        lock(&self.peers).mistyped_ever
    }

    /// What the topic is called in ROS.
    pub(super) fn ros_name(&self) -> &str {
        names::ros_name(&self.topic)
    }
}
