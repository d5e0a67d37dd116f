//! Publishers: handles that send messages.

use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use crate::error::PublishError;
use crate::life::{Ends, Life};
use crate::rt::lock::lock;
use crate::transport::PublisherPort;

/// Sends messages on a topic.
///
/// A field of a node: `#[publisher("sum", qos(depth = 10))] sum: Publisher<Int64>`. Clones are the same
/// publisher.
#[must_use]
pub struct Publisher<M> {
    core: Arc<PublisherCore<M>>,
}

struct PublisherCore<M> {
    field: &'static str,
    topic: String,
    /// It is gone when the node has ended: nothing that somebody kept of it stays in the graph.
    port: Weak<Port<M>>,
    kept: Mutex<Option<Arc<Port<M>>>>,
}

/// In an `Arc` of the publisher's own, since a transport may have kept one of the port's.
type Port<M> = Arc<dyn PublisherPort<M>>;

impl<M> Clone for Publisher<M> {
    fn clone(&self) -> Self {
        Publisher { core: self.core.clone() }
    }
}

impl<M> fmt::Debug for Publisher<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher").field("topic", &self.core.topic).finish_non_exhaustive()
    }
}

impl<M: 'static> Publisher<M> {
    pub(crate) fn wired(field: &'static str, topic: String, life: &Life, port: Port<M>) -> Publisher<M> {
        let port = Arc::new(port);
        let (port, kept) = (Arc::downgrade(&port), Mutex::new(Some(port)));
        let core = Arc::new(PublisherCore { field, topic, port, kept });
        let handle: Arc<dyn Ends> = core.clone();
        life.tell_when_cancelled(Arc::downgrade(&handle));
        Publisher { core }
    }
}

impl<M> Ends for PublisherCore<M> {
    fn end(&self) {
        let port = lock(&self.kept).take();
        drop(port);
    }
}

impl<M> Publisher<M> {
    pub(crate) fn field(&self) -> &'static str {
        self.core.field
    }

    /// Sends a message: `M`, `Arc<M>`, or `&M` where it can be cloned. It does not wait: a subscription
    /// whose queue is full drops its oldest message, and counts it.
    ///
    /// # Errors
    /// [`PublishError`] when the publisher's node has stopped, or the transport fails.
    pub fn publish(&self, message: impl IntoMessage<M>) -> Result<(), PublishError> {
        // The conversion may be the user's `Clone`, and a dropped message's `Drop` is: neither runs under a lock.
        let message = message.into_message();
        match self.core.port.upgrade() {
            Some(port) => port.publish(message),
            None => Err(PublishError::Stopped { topic: self.core.topic.clone() }),
        }
    }

    /// How many subscriptions hear it.
    pub fn subscriptions(&self) -> usize {
        self.core.port.upgrade().map_or(0, |port| port.subscriptions())
    }

    /// The topic's full name.
    pub fn topic_name(&self) -> &str {
        &self.core.topic
    }
}

/// What can be sent as a message of type `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be published as a message of type `{M}`",
    label = "this publisher takes `{M}`, `Arc<{M}>`, or `&{M}` where it can be cloned",
    note = "see: rosweave::message"
)]
pub trait IntoMessage<M> {
    /// The message, ready to be shared.
    fn into_message(self) -> Arc<M>;
}

impl<M> IntoMessage<M> for M {
    fn into_message(self) -> Arc<M> {
        Arc::new(self)
    }
}

impl<M> IntoMessage<M> for Arc<M> {
    fn into_message(self) -> Arc<M> {
        self
    }
}

impl IntoMessage<String> for &str {
    fn into_message(self) -> Arc<String> {
        Arc::new(self.to_owned())
    }
}

impl<M: Clone> IntoMessage<M> for &M {
    fn into_message(self) -> Arc<M> {
        Arc::new(self.clone())
    }
}
