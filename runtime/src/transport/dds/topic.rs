//! Topics: what publishes, and what subscribes.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use rustdds::bytes::Bytes;
use tokio::sync::Notify;

use super::DdsNode;
use super::graph::Graph;
use super::inbox::Inbox;
use super::intake::Sample;
use super::local::{Feed, Shared, Sink, Source, Topic};
use super::names;
use super::outlet::{Outlet, Overflow};
use super::wire::{Payload, Whole};
use crate::error::{PublishError, TransportError};
use crate::facts::qos::{History, Qos};
use crate::rt::BoxFuture;
use crate::transport::claims::Claim;
use crate::transport::{Delivery, Losses, PublisherPort, SubscriptionPort};

pub(super) struct Publisher {
    topic: String,
    source: Arc<Source>,
    outlet: Arc<Outlet>,
    /// How long the last message was: the next one is about as long.
    length: AtomicUsize,
    graph: Arc<Graph>,
    /// Told when subscriptions of others come or go, once somebody waits for that.
    readers: Arc<Notify>,
    _claim: Claim,
}

impl Publisher {
    /// Of messages of type `M`, which ROS 2 knows as `type_name`.
    pub(super) fn new<M: Payload>(
        DdsNode { node, holder }: &DdsNode,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Publisher, TransportError> {
        let claim = node.participant.claims.topic(topic, type_name)?;
        let overflow = match qos.history {
            History::KeepLast(_) => Overflow::DropOldest,
            History::KeepAll => Overflow::Refuse,
        };
        let type_name = names::type_name(type_name, "");
        let outlet = Outlet::new(node, holder, (names::topic(topic), type_name), qos, overflow)?;
        let local = node.participant.local.topic(topic);
        let source = local.publish::<M>(node.clock.clone(), outlet.id(), holder.clone(), qos);
        let (topic, length) = (topic.to_owned(), AtomicUsize::new(0));
        let (graph, readers) = (node.participant.graph.clone(), Arc::default());
        Ok(Publisher { topic, source, outlet, length, graph, readers, _claim: claim })
    }

    fn encode<M: Payload>(&self, message: &M) -> Result<Bytes, String> {
        let mut frame = Vec::with_capacity(self.length.load(Ordering::Relaxed));
        message.write(&mut frame)?;
        self.length.store(frame.len(), Ordering::Relaxed);
        Ok(Bytes::from(frame))
    }
}

impl<M: Payload> PublisherPort<M> for Publisher {
    fn publish(&self, message: Arc<M>) -> Result<(), PublishError> {
        let failed = |reason| PublishError::Transport { topic: self.topic.clone(), reason };
        // Where a generic node does not say that its messages have a name, nobody has looked yet.
        message.check().map_err(|excess| PublishError::OutOfBounds { topic: self.topic.clone(), excess })?;
        let encoded = self.source.publish(&(message.clone() as Shared)).map_err(failed)?;
        if !self.outlet.is_wanted() {
            return Ok(());
        }
        if let Some(reason) = self.outlet.illness() {
            return Err(failed(reason));
        }
        let frame = encoded.map_or_else(|| self.encode(&*message), Ok).map_err(failed)?;
        self.outlet.write(frame, None).map_err(failed)
    }

    fn subscriptions(&self) -> usize {
        self.source.subscriptions() + self.outlet.matches().map_or(0, |matches| matches.count())
    }

    fn heard_by(&self, sender: u64) -> Option<BoxFuture<'static, ()>> {
        let (outlet, graph) = (self.outlet.clone(), self.graph.clone());
        let is_heard = move || outlet.matches().is_none_or(|matches| graph.reaches(&matches, sender));
        if is_heard() {
            return None;
        }
        let readers = self.readers.clone();
        self.outlet.on_change({
            let readers = readers.clone();
            move || readers.notify_waiters()
        });
        Some(Box::pin(async move {
            loop {
                let mut changed = pin!(readers.notified());
                // Registered before the look, so that no change falls between.
                changed.as_mut().enable();
                if is_heard() {
                    return;
                }
                changed.await;
            }
        }))
    }

    fn losses(&self) -> Arc<dyn Losses> {
        Arc::new(Unheard { source: self.source.clone(), outlet: self.outlet.clone() })
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.source.leave();
    }
}

/// Counts what went before the wire took it, and those that do not hear a publisher.
struct Unheard {
    source: Arc<Source>,
    outlet: Arc<Outlet>,
}

impl Losses for Unheard {
    fn lost(&self) -> u64 {
        self.outlet.lost()
    }

    fn incompatible(&self) -> u64 {
        self.source.incompatible() + self.outlet.matches().map_or(0, |matches| matches.incompatible())
    }

    fn mistyped(&self) -> u64 {
        self.outlet.matches().map_or(0, |matches| matches.mistyped())
    }
}

/// How many frames are read at once before other tasks get their turn.
const BATCH: usize = 256;

pub(super) struct Subscription<M: Payload> {
    topic: Arc<Topic>,
    heard: Arc<Heard<M>>,
    _claim: Claim,
}

/// What a subscription gets from here and from elsewhere.
struct Heard<M: Payload> {
    feed: Arc<Feed<M>>,
    inbox: Arc<Inbox<Whole<M>>>,
}

impl<M: Payload> Subscription<M> {
    /// To messages of type `M`, which ROS 2 knows as `type_name`.
    pub(super) fn new(
        DdsNode { node, holder }: &DdsNode,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Subscription<M>, TransportError> {
        let claim = node.participant.claims.topic(topic, type_name)?;
        let type_name = names::type_name(type_name, "");
        let inbox = Inbox::new(node, holder, (names::topic(topic), type_name), qos)?;
        let (topic, feed) = (node.participant.local.topic(topic), Arc::new(Feed::new(holder.clone(), qos)));
        topic.subscribe(feed.clone());
        Ok(Subscription { topic, heard: Arc::new(Heard { feed, inbox }), _claim: claim })
    }
}

impl<M: Payload> SubscriptionPort<M> for Subscription<M> {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>> {
        let Heard { feed, inbox } = &*self.heard;
        for turn in 0.. {
            if turn == BATCH {
                context.waker().wake_by_ref();
                break;
            }
            match inbox.poll_next(context) {
                Poll::Ready(Some(Sample { value, info, .. })) => {
                    drop(feed.push(Delivery { message: Arc::new(value), info }));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => break,
            }
        }
        feed.poll_pop(context)
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.heard.clone()
    }
}

impl<M: Payload> Losses for Heard<M> {
    fn lost(&self) -> u64 {
        self.feed.lost() + self.inbox.lost()
    }

    fn waiting(&self) -> usize {
        self.feed.waiting() + self.inbox.waiting()
    }

    fn incompatible(&self) -> u64 {
        self.feed.incompatible() + self.inbox.incompatible()
    }

    fn malformed(&self) -> u64 {
        self.feed.malformed() + Losses::malformed(&*self.inbox)
    }

    fn mistyped(&self) -> u64 {
        self.inbox.mistyped()
    }
}

impl<M: Payload> Drop for Subscription<M> {
    fn drop(&mut self) {
        let sink: Arc<dyn Sink> = self.heard.feed.clone();
        self.topic.unsubscribe(&sink);
        self.heard.inbox.close();
        self.heard.feed.close();
    }
}
