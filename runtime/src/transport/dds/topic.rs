//! Topics: what publishes, and what subscribes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use rustdds::bytes::Bytes;

use super::inbox::Inbox;
use super::names;
use super::outlet::{Outlet, Overflow};
use super::participant::Node;
use super::wire::{self, Whole};
use crate::error::{PublishError, TransportError};
use crate::facts::qos::{History, Qos};
use crate::message::Message;
use crate::transport::claims::Claim;
use crate::transport::{Delivery, Losses, PublisherPort, SubscriptionPort};

pub(super) struct Publisher {
    topic: String,
    outlet: Arc<Outlet>,
    /// How long the last message was: the next one is about as long.
    length: AtomicUsize,
    _claim: Claim,
}

impl Publisher {
    pub(super) fn new<M: Message>(
        node: &Arc<Node>,
        topic: &str,
        qos: &Qos,
    ) -> Result<Publisher, TransportError> {
        let claim = node.participant.claims.topic(topic, M::TYPE_NAME)?;
        let overflow = match qos.history {
            History::KeepLast(_) => Overflow::DropOldest,
            History::KeepAll => Overflow::Refuse,
        };
        let type_name = names::type_name(M::TYPE_NAME, "");
        let outlet = Outlet::new(node, names::topic(topic), type_name, qos, overflow)?;
        let (topic, length) = (topic.to_owned(), AtomicUsize::new(0));
        Ok(Publisher { topic, outlet, length, _claim: claim })
    }
}

impl<M: Message> PublisherPort<M> for Publisher {
    fn publish(&self, message: Arc<M>) -> Result<(), PublishError> {
        let failed = |reason| PublishError::Transport { topic: self.topic.clone(), reason };
        let mut frame = Vec::with_capacity(self.length.load(Ordering::Relaxed));
        wire::encode(&*message, &mut frame).map_err(failed)?;
        self.length.store(frame.len(), Ordering::Relaxed);
        self.outlet.write(Bytes::from(frame), None).map_err(failed)
    }

    fn subscriptions(&self) -> usize {
        self.outlet.matches().map_or(0, |matches| matches.count())
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.outlet.clone()
    }
}

/// Counts what went before the wire took it, and those that do not hear it.
impl Losses for Outlet {
    fn lost(&self) -> u64 {
        Outlet::lost(self)
    }

    fn incompatible(&self) -> u64 {
        self.matches().map_or(0, |matches| matches.incompatible())
    }

    fn mistyped(&self) -> u64 {
        self.matches().map_or(0, |matches| matches.mistyped())
    }
}

pub(super) struct Subscription<M: Message> {
    inbox: Arc<Inbox<Whole<M>>>,
    _claim: Claim,
}

impl<M: Message> Subscription<M> {
    pub(super) fn new(node: &Arc<Node>, topic: &str, qos: &Qos) -> Result<Subscription<M>, TransportError> {
        let claim = node.participant.claims.topic(topic, M::TYPE_NAME)?;
        let inbox = Inbox::new(node, names::topic(topic), names::type_name(M::TYPE_NAME, ""), qos)?;
        Ok(Subscription { inbox, _claim: claim })
    }
}

impl<M: Message> SubscriptionPort<M> for Subscription<M> {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>> {
        let sample = ready!(self.inbox.poll_next(context));
        Poll::Ready(sample.map(|sample| Delivery { message: Arc::new(sample.value), info: sample.info }))
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.inbox.clone()
    }
}

impl<M: Message> Drop for Subscription<M> {
    fn drop(&mut self) {
        self.inbox.close();
    }
}
