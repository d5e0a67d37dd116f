//! A topic: its publishers and subscriptions.

use std::any::type_name;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use smallvec::SmallVec;

use super::super::holder::{Holder, Misfit};
use super::super::keep_last::{KeepLast, Reader};
use super::super::queue::Pushed;
use super::super::{Delivery, Losses, MessageInfo, PublisherPort, SubscriptionPort};
use super::InProcessNode;
use super::graph::{Endpoint, Graph, Presence};
use crate::error::{PublishError, TransportError};
use crate::facts::qos::{Durability, Qos};
use crate::rt::sync::lock;

/// To so many subscriptions beside one a message is sent without asking for memory.
const FEW: usize = 4;

pub(super) struct Topic<M> {
    name: String,
    ends: Mutex<Ends<M>>,
}

struct Ends<M> {
    publishers: Vec<Arc<Offer<M>>>,
    subscriptions: Vec<Arc<Ask<M>>>,
    /// Whether some that came did not fit. Otherwise nobody asks whether they do.
    any_misfits: bool,
}

/// A publisher as the topic sees it.
struct Offer<M> {
    id: u64,
    qos: Qos,
    holder: Arc<Holder>,
    /// What a late joiner gets, newest last; empty unless transient local.
    kept: Mutex<VecDeque<Delivery<M>>>,
}

/// A subscription as the topic sees it.
struct Ask<M> {
    id: u64,
    qos: Qos,
    holder: Arc<Holder>,
    queue: Arc<KeepLast<Delivery<M>>>,
    incompatible: AtomicU64,
}

impl<M: Send + Sync + 'static> Endpoint for Topic<M> {
    fn in_use(&self) -> bool {
        let ends = lock(&self.ends);
        !ends.publishers.is_empty() || !ends.subscriptions.is_empty()
    }
}

impl<M: Send + Sync + 'static> Topic<M> {
    /// The graph's topic of this name.
    ///
    /// # Errors
    /// Where it has another type.
    pub(super) fn of(
        graph: &Graph,
        name: &str,
        holder: &Arc<Holder>,
    ) -> Result<Arc<Topic<M>>, TransportError> {
        graph.topic(name, type_name::<M>(), holder, Topic::new)
    }
}

impl<M> Topic<M> {
    fn new(name: &str) -> Topic<M> {
        let ends = Ends { publishers: Vec::new(), subscriptions: Vec::new(), any_misfits: false };
        Topic { name: name.to_owned(), ends: Mutex::new(ends) }
    }

    fn add_publisher(&self, offer: Arc<Offer<M>>) {
        let mut ends = lock(&self.ends);
        let misfits: Vec<_> = ends.subscriptions.iter().filter_map(|ask| misfit(&offer, ask)).collect();
        ends.publishers.push(offer);
        ends.any_misfits |= !misfits.is_empty();
        drop(ends);
        misfits.iter().for_each(|misfit| misfit.tell(&self.name));
    }

    /// Adds a subscription and gives it what publishers keep for late joiners, all before anything new.
    fn add_subscription(&self, ask: Arc<Ask<M>>) {
        let mut ends = lock(&self.ends);
        let (mut misfits, mut pushed) = (Vec::new(), Vec::new());
        for offer in &ends.publishers {
            if let Some(misfit) = misfit(offer, &ask) {
                misfits.push(misfit);
            } else if ask.qos.durability == Durability::TransientLocal {
                let kept = lock(&offer.kept);
                pushed.extend(kept.iter().map(|kept| ask.queue.push(kept.clone())));
            }
        }
        ends.subscriptions.push(ask);
        ends.any_misfits |= !misfits.is_empty();
        drop(ends);
        pushed.into_iter().for_each(Pushed::finish);
        misfits.iter().for_each(|misfit| misfit.tell(&self.name));
    }
}

/// The two, if they do not fit: that is counted, and to be told once for each pair.
fn misfit<M>(offer: &Offer<M>, ask: &Ask<M>) -> Option<Misfit> {
    let mismatch = offer.qos.mismatch(&ask.qos)?;
    ask.incompatible.fetch_add(1, Ordering::Relaxed);
    let [publisher, subscription] = [&offer.holder, &ask.holder].map(|holder| Some(holder.to_string()));
    Some(Misfit { publisher, subscription, mismatch })
}

pub(super) struct Publisher<M> {
    topic: Arc<Topic<M>>,
    offer: Arc<Offer<M>>,
    node: Arc<Presence>,
    sequence: AtomicU64,
}

impl<M> Publisher<M> {
    pub(super) fn new(topic: Arc<Topic<M>>, node: &InProcessNode, qos: &Qos) -> Publisher<M> {
        let (node, holder) = (node.presence.clone(), node.holder.clone());
        let id = node.graph().id();
        let offer = Arc::new(Offer { id, qos: *qos, holder, kept: Mutex::new(VecDeque::new()) });
        topic.add_publisher(offer.clone());
        Publisher { topic, offer, node, sequence: AtomicU64::new(0) }
    }
}

impl<M: Send + Sync + 'static> PublisherPort<M> for Publisher<M> {
    fn publish(&self, message: Arc<M>) -> Result<(), PublishError> {
        // The lock spans numbering and queueing, so that the order is the same for everybody.
        let ends = lock(&self.topic.ends);
        let now = self.node.clock.now();
        // Nobody else writes it: the lock is held.
        let sequence = self.sequence.load(Ordering::Relaxed) + 1;
        self.sequence.store(sequence, Ordering::Relaxed);
        let delivery = Delivery { message, info: MessageInfo::new(now, now, sequence, self.offer.id) };
        let (mut gone, mut others) = (None, SmallVec::<[_; FEW]>::new());
        if self.offer.qos.durability == Durability::TransientLocal {
            let mut kept = lock(&self.offer.kept);
            kept.push_back(delivery.clone());
            if kept.len() > self.offer.qos.depth() {
                gone = kept.pop_front();
            }
        }
        // The last one gets this very delivery: who takes the message by value need not clone it then, and to count one
        // more that has the message is not for free where its readers are on other cores.
        let fits = |ask: &&Arc<Ask<M>>| !ends.any_misfits || self.offer.qos.serves(&ask.qos);
        let mut fitting = ends.subscriptions.iter().filter(fits);
        let mut last = fitting.next();
        for ask in fitting {
            let before = last.replace(ask);
            others.extend(before.map(|before| before.queue.push(delivery.clone())));
        }
        let (last, unheard) = match last {
            Some(last) => (Some(last.queue.push(delivery)), None),
            None => (None, Some(delivery)),
        };
        drop(ends);
        if !others.is_empty() {
            others.into_iter().for_each(Pushed::finish);
        }
        if let Some(last) = last {
            last.finish();
        }
        drop((unheard, gone));
        Ok(())
    }

    fn subscriptions(&self) -> usize {
        let ends = lock(&self.topic.ends);
        ends.subscriptions.iter().filter(|ask| self.offer.qos.serves(&ask.qos)).count()
    }
}

impl<M> Drop for Publisher<M> {
    fn drop(&mut self) {
        lock(&self.topic.ends).publishers.retain(|offer| offer.id != self.offer.id);
    }
}

pub(super) struct Subscription<M> {
    topic: Arc<Topic<M>>,
    ask: Arc<Ask<M>>,
    reader: Reader<Delivery<M>>,
    /// Keeps the node in the graph.
    _node: Arc<Presence>,
}

impl<M> Subscription<M> {
    pub(super) fn new(topic: Arc<Topic<M>>, node: &InProcessNode, qos: &Qos) -> Subscription<M> {
        let (node, holder) = (node.presence.clone(), node.holder.clone());
        let ask = Arc::new(Ask {
            id: node.graph().id(),
            qos: *qos,
            holder,
            queue: Arc::new(KeepLast::new(qos.depth())),
            incompatible: AtomicU64::new(0),
        });
        let reader = Reader::new(ask.queue.clone());
        topic.add_subscription(ask.clone());
        Subscription { topic, ask, reader, _node: node }
    }
}

impl<M: Send + Sync + 'static> SubscriptionPort<M> for Subscription<M> {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>> {
        self.reader.poll_pop(context).map(Some)
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.ask.clone()
    }
}

impl<M: Send + Sync + 'static> Losses for Ask<M> {
    fn lost(&self) -> u64 {
        self.queue.lost()
    }

    fn incompatible(&self) -> u64 {
        self.incompatible.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> usize {
        self.queue.len()
    }
}

impl<M> Drop for Subscription<M> {
    fn drop(&mut self) {
        lock(&self.topic.ends).subscriptions.retain(|ask| ask.id != self.ask.id);
    }
}
