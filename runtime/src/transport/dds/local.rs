//! Topics among the nodes of one [`Dds`](super::Dds): messages travel as `Arc`s, never serialised.
//!
//! RustDDS connects the endpoints of one participant with each other too, or half of them. What comes to us that way is
//! dropped where it is read, by the participant's prefix, so that each message reaches each subscription once.

use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll};
use std::time::Instant;

use rustdds::RepresentationIdentifier;
use rustdds::bytes::Bytes;

use super::qos;
use super::wire::Payload;
use crate::facts::qos::{Durability, Qos};
use crate::rt::sync::lock;
use crate::transport::holder::{Holder, Misfit};
use crate::transport::queue::Queue;
use crate::transport::{Clock, Delivery, MessageInfo};

/// A message whose type is known to those who ask.
pub(super) type Shared = Arc<dyn Any + Send + Sync>;

/// The topics that are used here.
#[derive(Default)]
pub(super) struct Local {
    topics: Mutex<BTreeMap<String, Weak<Topic>>>,
}

impl Local {
    /// The topic with this full name.
    pub(super) fn topic(&self, name: &str) -> Arc<Topic> {
        let mut topics = lock(&self.topics);
        if let Some(topic) = topics.get(name).and_then(Weak::upgrade) {
            return topic;
        }
        // A program that makes names as it goes leaves no trace of those that nobody holds any more.
        topics.retain(|_, topic| topic.strong_count() > 0);
        let topic = Arc::new(Topic { name: name.to_owned(), ends: Mutex::default() });
        topics.insert(name.to_owned(), Arc::downgrade(&topic));
        topic
    }
}

/// A topic: its publishers and subscriptions. It has one name and type in ROS, and may have several in Rust.
pub(super) struct Topic {
    name: String,
    ends: Mutex<Ends>,
}

#[derive(Default)]
struct Ends {
    sources: Vec<Arc<Source>>,
    sinks: Vec<Arc<dyn Sink>>,
}

/// A publisher, as the topic sees it.
pub(super) struct Source {
    topic: Arc<Topic>,
    clock: Clock,
    id: u64,
    holder: Arc<Holder>,
    qos: Qos,
    encode: fn(&(dyn Any + Send + Sync)) -> Result<Vec<u8>, String>,
    heard: Mutex<Heard>,
    incompatible: AtomicU64,
}

/// Who hears a publisher.
#[derive(Default)]
struct Heard {
    sinks: Vec<Arc<dyn Sink>>,
    sequence: u64,
    /// What a late joiner gets, newest last; empty unless transient local.
    kept: VecDeque<(Shared, MessageInfo, Instant)>,
}

/// A subscription, as the topic sees it.
pub(super) trait Sink: Send + Sync {
    fn qos(&self) -> &Qos;

    /// Whose it is.
    fn holder(&self) -> &Holder;

    /// Takes a message if it is of the subscription's own type. Otherwise it has to be encoded.
    fn take(&self, message: &Shared, info: MessageInfo) -> Taken;

    fn take_encoded(&self, frame: &[u8], info: MessageInfo);

    /// Counts a publisher that offers less than is asked for.
    fn refuse(&self);
}

/// What became of a message at a subscription.
pub(super) enum Taken {
    /// It waits there. Another one may have had to go: its `Drop` is the user's, and must not run under a lock.
    Waits(Option<Shared>),
    OtherType,
}

impl Topic {
    /// Adds a publisher of `holder`'s, of messages of type `M`.
    pub(super) fn publish<M: Payload>(
        self: &Arc<Self>,
        clock: Clock,
        id: u64,
        holder: Arc<Holder>,
        qos: &Qos,
    ) -> Arc<Source> {
        let source = Arc::new(Source {
            topic: self.clone(),
            clock,
            id,
            holder,
            qos: *qos,
            encode: encode::<M>,
            heard: Mutex::default(),
            incompatible: AtomicU64::new(0),
        });
        let mut ends = lock(&self.ends);
        let refused: Vec<_> =
            ends.sinks.iter().filter_map(|sink| source.connect(sink, &mut Vec::new())).collect();
        ends.sources.push(source.clone());
        drop(ends);
        self.say(refused);
        source
    }

    /// Adds a subscription, and gives it what publishers keep for late joiners, all before anything new.
    pub(super) fn subscribe(&self, sink: Arc<dyn Sink>) {
        let mut late = Vec::new();
        let mut ends = lock(&self.ends);
        let refused: Vec<_> =
            ends.sources.iter().filter_map(|source| source.connect(&sink, &mut late)).collect();
        ends.sinks.push(sink.clone());
        drop(ends);
        self.say(refused);
        for (source, message, info) in late {
            source.hand_encoded(std::slice::from_ref(&sink), &*message, info);
        }
    }

    /// Takes a subscription away.
    pub(super) fn unsubscribe(&self, sink: &Arc<dyn Sink>) {
        let mut gone = Vec::new();
        let mut ends = lock(&self.ends);
        ends.sinks.retain(|other| !Arc::ptr_eq(other, sink));
        for source in &ends.sources {
            let mut heard = lock(&source.heard);
            gone.extend(heard.sinks.extract_if(.., |other| Arc::ptr_eq(other, sink)));
        }
        drop(ends);
        drop(gone);
    }

    /// Says what does not fit, once for each pair, when nothing is locked: the log can be the user's.
    fn say(&self, misfits: Vec<Misfit>) {
        misfits.iter().for_each(|misfit| misfit.tell(&self.name));
    }
}

/// What a publisher keeps that a subscription takes as bytes only.
type Late = (Arc<Source>, Shared, MessageInfo);

impl Source {
    /// Has `sink` hear what comes, and gives it what is kept. In what they do not fit, if so.
    fn connect(self: &Arc<Self>, sink: &Arc<dyn Sink>, late: &mut Vec<Late>) -> Option<Misfit> {
        if let Some(mismatch) = self.qos.mismatch(sink.qos()) {
            self.incompatible.fetch_add(1, Ordering::Relaxed);
            sink.refuse();
            let (publisher, subscription) = (Some(self.holder.to_string()), Some(sink.holder().to_string()));
            return Some(Misfit { publisher, subscription, mismatch });
        }
        let mut heard = lock(&self.heard);
        if sink.qos().durability == Durability::TransientLocal {
            for (message, info, since) in &heard.kept {
                if self.qos.lifespan.is_some_and(|lifespan| since.elapsed() >= lifespan) {
                    continue;
                }
                // The publisher still keeps what is pushed out here.
                if let Taken::OtherType = sink.take(message, *info) {
                    late.push((self.clone(), message.clone(), *info));
                }
            }
        }
        heard.sinks.push(sink.clone());
        None
    }

    /// Gives a message to all that hear the publisher here. Returns its encoding where one of them needed it.
    ///
    /// # Errors
    /// Where it can not be encoded.
    pub(super) fn publish(&self, message: &Shared) -> Result<Option<Bytes>, String> {
        let (mut gone, mut others) = (Vec::new(), Vec::new());
        // The lock spans numbering and queueing, so that the order is the same for everybody.
        let mut heard = lock(&self.heard);
        heard.sequence += 1;
        let now = self.clock.now();
        let info = MessageInfo::new(now, now, heard.sequence, self.id);
        for sink in &heard.sinks {
            match sink.take(message, info) {
                Taken::Waits(old) => gone.extend(old),
                Taken::OtherType => others.push(sink.clone()),
            }
        }
        if self.qos.durability == Durability::TransientLocal {
            if heard.kept.len() == qos::depth(&self.qos) {
                gone.extend(heard.kept.pop_front().map(|(old, ..)| old));
            }
            heard.kept.push_back((message.clone(), info, Instant::now()));
        }
        drop(heard);
        drop(gone);
        if others.is_empty() { Ok(None) } else { self.hand_over(&others, &**message, info).map(Some) }
    }

    fn hand_over(
        &self,
        sinks: &[Arc<dyn Sink>],
        message: &(dyn Any + Send + Sync),
        info: MessageInfo,
    ) -> Result<Bytes, String> {
        let frame = (self.encode)(message)?;
        sinks.iter().for_each(|sink| sink.take_encoded(&frame, info));
        Ok(Bytes::from(frame))
    }

    fn hand_encoded(&self, sinks: &[Arc<dyn Sink>], message: &(dyn Any + Send + Sync), info: MessageInfo) {
        if let Err(reason) = self.hand_over(sinks, message, info) {
            let topic = &*self.topic.name;
            tracing::warn!(topic, reason, "a message that is kept can not be encoded");
        }
    }

    /// How many hear it here.
    pub(super) fn subscriptions(&self) -> usize {
        lock(&self.heard).sinks.len()
    }

    /// How many ask for more than it offers here.
    pub(super) fn incompatible(&self) -> u64 {
        self.incompatible.load(Ordering::Relaxed)
    }

    /// Takes the publisher away.
    pub(super) fn leave(self: &Arc<Self>) {
        lock(&self.topic.ends).sources.retain(|other| !Arc::ptr_eq(other, self));
        let kept = std::mem::take(&mut lock(&self.heard).kept);
        drop(kept);
    }
}

fn encode<M: Payload>(message: &(dyn Any + Send + Sync)) -> Result<Vec<u8>, String> {
    let mut frame = Vec::new();
    match message.downcast_ref::<M>() {
        Some(message) => message.write(&mut frame)?,
        None => return Err("it is of another type".to_owned()),
    }
    Ok(frame)
}

/// What waits for a subscription: from here, and from elsewhere.
pub(super) struct Feed<M> {
    holder: Arc<Holder>,
    qos: Qos,
    queue: Queue<Delivery<M>>,
    incompatible: AtomicU64,
    malformed: AtomicU64,
}

impl<M> Feed<M> {
    pub(super) fn new(holder: Arc<Holder>, qos: &Qos) -> Feed<M> {
        let (incompatible, malformed) = (AtomicU64::new(0), AtomicU64::new(0));
        Feed { holder, qos: *qos, queue: Queue::new(), incompatible, malformed }
    }

    /// Takes a message in. What it pushes out is returned.
    #[must_use]
    pub(super) fn push(&self, delivery: Delivery<M>) -> Option<Delivery<M>> {
        self.queue.push_keep_last(delivery, qos::queue(&self.qos)).wake_unlocked()
    }

    pub(super) fn poll_pop(&self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>> {
        self.queue.poll_pop(context)
    }

    pub(super) fn close(&self) {
        drop(self.queue.close());
    }

    pub(super) fn lost(&self) -> u64 {
        self.queue.lost()
    }

    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn incompatible(&self) -> u64 {
        self.incompatible.load(Ordering::Relaxed)
    }

    pub(super) fn malformed(&self) -> u64 {
        self.malformed.load(Ordering::Relaxed)
    }
}

impl<M: Payload> Sink for Feed<M> {
    fn qos(&self) -> &Qos {
        &self.qos
    }

    fn holder(&self) -> &Holder {
        &self.holder
    }

    fn take(&self, message: &Shared, info: MessageInfo) -> Taken {
        match message.clone().downcast::<M>() {
            Ok(message) => {
                Taken::Waits(self.push(Delivery { message, info }).map(|old| old.message as Shared))
            }
            Err(_) => Taken::OtherType,
        }
    }

    fn take_encoded(&self, frame: &[u8], info: MessageInfo) {
        match M::read(frame, RepresentationIdentifier::CDR_LE) {
            Ok(message) => drop(self.push(Delivery { message: Arc::new(message), info })),
            Err(fault) => {
                let is_first = self.malformed.fetch_add(1, Ordering::Relaxed) == 0;
                if is_first {
                    let (reason, type_name) = (fault.detail, std::any::type_name::<M>());
                    tracing::warn!(
                        type_name,
                        reason,
                        "a message of another type was dropped; more are counted"
                    );
                }
            }
        }
    }

    fn refuse(&self) {
        self.incompatible.fetch_add(1, Ordering::Relaxed);
    }
}
