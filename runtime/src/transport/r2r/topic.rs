//! Topics: serialised messages through r2r's publishers and subscriptions.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::StreamExt;

use super::super::cdr;
use super::super::claims::Claim;
use super::super::queue::Queue;
use super::super::{Clock, Delivery, Losses, MessageInfo, PublisherPort, SubscriptionPort};
use super::faults::Faults;
use super::messages::{self, Frames, RawPublisher};
use super::qos::{offered, profile};
use super::spin::{Ear, Spinner};
use super::{Presence, full_name, refused};
use crate::error::{PublishError, TransportError};
use crate::facts::qos::Qos;
use crate::message::Message;
use crate::message::bounds::OutOfBounds;
use crate::rt::sync::lock;
use crate::rt::time::Time;
use crate::transport::raw::RawMessage;

pub(super) struct Publisher<M> {
    topic: String,
    /// Locked for each message: r2r's publisher can not be shared between threads.
    raw: Mutex<Box<dyn RawPublisher>>,
    /// Not the presence: a publisher that somebody kept does not keep its node in the graph.
    spinner: Weak<Spinner>,
    _claim: Claim,
    message: PhantomData<fn(M)>,
}

impl<M: Payload> Publisher<M> {
    /// Of messages of type `M`, which ROS 2 knows as `type_name`.
    pub(super) fn new(
        node: &Presence,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Publisher<M>, TransportError> {
        let claim = node.claims.topic(topic, type_name)?;
        let (name, profile) = (topic.to_owned(), profile(qos, qos.depth()));
        let raw = node.spinner.with(move |spun| {
            let raw = messages::publisher(&mut spun.node, &name, type_name, profile);
            raw.map_err(|error| refused(&name, type_name, &error))
        })??;
        let spinner = Arc::downgrade(&node.spinner);
        let topic = topic.to_owned();
        Ok(Publisher { topic, raw: Mutex::new(raw), spinner, _claim: claim, message: PhantomData })
    }
}

impl<M: Payload> PublisherPort<M> for Publisher<M> {
    fn publish(&self, message: Arc<M>) -> Result<(), PublishError> {
        let failed = |reason: String| PublishError::Transport { topic: self.topic.clone(), reason };
        // Where a generic node does not say that its messages have a name, nobody has looked yet.
        message.check().map_err(|excess| PublishError::OutOfBounds { topic: self.topic.clone(), excess })?;
        let frame = message.frame().map_err(|error| failed(error.to_string()))?;
        lock(&self.raw).publish(&frame).map_err(|error| failed(error.to_string()))
    }

    fn subscriptions(&self) -> usize {
        lock(&self.raw).subscriptions().unwrap_or_default()
    }
}

impl<M> Drop for Publisher<M> {
    fn drop(&mut self) {
        // Without a spinner the node has ended, and its publishers with it.
        if let Some(spinner) = self.spinner.upgrade() {
            let end = lock(&self.raw).end();
            spinner.send(Box::new(move |spun| end(&mut spun.node)));
        }
    }
}

/// A message that nobody has decoded yet.
struct Frame {
    bytes: Vec<u8>,
    time: Time,
}

/// What a subscription's ear and its port share.
struct Inbox {
    topic: String,
    queue: Queue<Frame>,
    incompatible: AtomicU64,
    mistyped: AtomicU64,
    faults: Faults,
    spinner: Weak<Spinner>,
}

impl Losses for Inbox {
    fn lost(&self) -> u64 {
        self.queue.lost()
    }

    fn waiting(&self) -> usize {
        self.queue.len()
    }

    fn incompatible(&self) -> u64 {
        self.listen();
        self.incompatible.load(Ordering::Relaxed)
    }

    fn malformed(&self) -> u64 {
        self.faults.count()
    }

    fn mistyped(&self) -> u64 {
        self.listen();
        self.mistyped.load(Ordering::Relaxed)
    }
}

pub(super) struct Subscription<M> {
    inbox: Arc<Inbox>,
    /// Keeps the node in the graph.
    node: Arc<Presence>,
    _claim: Claim,
    message: PhantomData<fn() -> M>,
}

/// How many messages the middleware keeps for a reader at least. The spinning thread takes them one by one and
/// puts them where the depth that was asked for holds, and where what is dropped is counted.
const READER_DEPTH: usize = 256;

impl<M: Payload> Subscription<M> {
    pub(super) fn new(
        node: &Arc<Presence>,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Subscription<M>, TransportError> {
        let claim = node.claims.topic(topic, type_name)?;
        let inbox = Arc::new(Inbox {
            topic: topic.to_owned(),
            queue: Queue::new(),
            incompatible: AtomicU64::new(0),
            mistyped: AtomicU64::new(0),
            faults: Faults::default(),
            spinner: Arc::downgrade(&node.spinner),
        });
        let (ears, clock, qos) = (inbox.clone(), node.clock.clone(), *qos);
        node.spinner.with(move |spun| {
            let profile = profile(&qos, qos.depth().max(READER_DEPTH));
            let frames = messages::subscription(&mut spun.node, &ears.topic, type_name, profile);
            let frames = frames.map_err(|error| refused(&ears.topic, type_name, &error))?;
            let (lacking, next_look) = (BTreeSet::new(), Instant::now());
            spun.add(SubscriptionEar { inbox: ears, frames, qos, type_name, clock, lacking, next_look });
            Ok(())
        })??;
        Ok(Subscription { inbox, node: node.clone(), _claim: claim, message: PhantomData })
    }
}

impl<M: Payload> SubscriptionPort<M> for Subscription<M> {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>> {
        self.node.spinner.listen();
        loop {
            let Some(frame) = std::task::ready!(self.inbox.queue.poll_pop(context)) else {
                return Poll::Ready(None);
            };
            match M::of_frame(frame.bytes) {
                Ok(message) => {
                    let info = MessageInfo::new(frame.time, frame.time, 0, 0);
                    return Poll::Ready(Some(Delivery { message: Arc::new(message), info }));
                }
                Err(error) => self.inbox.faults.add(&self.inbox.topic, &error),
            }
        }
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.inbox.clone()
    }
}

/// What travels on a topic: messages, and bytes that are some already.
pub(super) trait Payload: Send + Sync + 'static {
    fn frame(&self) -> Result<Vec<u8>, cdr::Error>;

    fn of_frame(frame: Vec<u8>) -> Result<Self, cdr::Error>
    where
        Self: Sized;

    /// Compares what is in it with its bounds.
    fn check(&self) -> Result<(), OutOfBounds>;
}

impl<M: Message> Payload for M {
    fn frame(&self) -> Result<Vec<u8>, cdr::Error> {
        cdr::encode(self)
    }

    fn of_frame(frame: Vec<u8>) -> Result<M, cdr::Error> {
        let message: M = cdr::decode(&frame)?;
        message.check_bounds()?;
        Ok(message)
    }

    fn check(&self) -> Result<(), OutOfBounds> {
        self.check_bounds()
    }
}

impl Payload for RawMessage {
    fn frame(&self) -> Result<Vec<u8>, cdr::Error> {
        Ok(self.bytes().to_vec())
    }

    fn of_frame(frame: Vec<u8>) -> Result<RawMessage, cdr::Error> {
        let length = frame.len();
        RawMessage::new(frame).map_err(|_| cdr::Error::Short(length))
    }

    fn check(&self) -> Result<(), OutOfBounds> {
        Ok(())
    }
}

impl Inbox {
    /// Nobody looks at the graph before the node listens.
    fn listen(&self) {
        if let Some(spinner) = self.spinner.upgrade() {
            spinner.listen();
        }
    }
}

impl<M> Drop for Subscription<M> {
    fn drop(&mut self) {
        drop(self.inbox.queue.close());
    }
}

struct SubscriptionEar {
    inbox: Arc<Inbox>,
    frames: Frames,
    qos: Qos,
    type_name: &'static str,
    clock: Clock,
    /// The publishers that do not fit, by what the middleware calls them: each is counted once.
    lacking: BTreeSet<Vec<u8>>,
    next_look: Instant,
}

/// How often a subscription compares itself with its topic's publishers.
const COMPARE: Duration = Duration::from_secs(1);

impl Ear for SubscriptionEar {
    fn hear(&mut self) -> ControlFlow<()> {
        if self.inbox.queue.is_closed() {
            return ControlFlow::Break(());
        }
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(bytes)) = self.frames.poll_next_unpin(&mut context) {
            let frame = Frame { bytes, time: self.clock.now() };
            self.inbox.queue.push_keep_last(frame, self.qos.depth()).finish();
        }
        ControlFlow::Continue(())
    }

    fn look(&mut self, node: &::r2r::Node) {
        if Instant::now() < self.next_look {
            return;
        }
        self.next_look = Instant::now() + COMPARE;
        let topic = &self.inbox.topic;
        for publisher in node.get_publishers_info_by_topic(topic, false).unwrap_or_default() {
            let mismatch = offered(&publisher.qos_profile).mismatch(&self.qos);
            let (count, mismatch) = if publisher.topic_type != self.type_name {
                let types = format!("type: offered {}, asked {}", publisher.topic_type, self.type_name);
                (&self.inbox.mistyped, types)
            } else if let Some(mismatch) = mismatch {
                (&self.inbox.incompatible, mismatch)
            } else {
                continue;
            };
            if self.lacking.insert(publisher.endpoint_gid.to_vec()) {
                count.fetch_add(1, Ordering::Relaxed);
                let publisher = full_name(&publisher.node_namespace, &publisher.node_name);
                tracing::warn!(topic, publisher, %mismatch, "a publisher and a subscription do not fit together");
            }
        }
    }
}

impl Drop for SubscriptionEar {
    fn drop(&mut self) {
        drop(self.inbox.queue.close());
    }
}
