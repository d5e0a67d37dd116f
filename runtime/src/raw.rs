//! Serialised messages, under a type name that is given at run time: for bridges, recorders and monitors.
//!
//! `Dds` and `R2r` carry them. Within one process it is a `Dds` with `DiscoveryRange::Off`: nodes go on exchanging `Arc`s,
//! and what they say is encoded for those who want bytes. On [`InProcess`](crate::InProcess) a message can be of a type
//! that nothing encodes.
//!
//! ```no_run
//! use rosweave::Qos;
//! use rosweave::raw::{CarriesRaw, RawNode};
//!
//! # async fn record(transport: impl CarriesRaw) -> rosweave::Result {
//! let node = RawNode::join(&transport, "/recorder")?;
//! let mut scans = node.subscription("/scan", "sensor_msgs/msg/LaserScan", &Qos::SENSOR_DATA)?;
//! while let Some(delivery) = scans.next().await {
//!     println!("{} bytes", delivery.message.bytes().len());
//! }
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};

use crate::error::{PublishError, TransportError};
use crate::facts::names::{self, NameKind};
use crate::facts::qos::Qos;
use crate::rt::sync::lock;
pub use crate::transport::raw::{CarriesRaw, NotCdr, RawMessage};
use crate::transport::{Clock, Delivery, PublisherPort, SubscriptionPort};

/// A node without callbacks, for messages as bytes. It leaves the graph when it and its ends are dropped.
pub struct RawNode<T: CarriesRaw> {
    node: T::Node,
}

impl<T: CarriesRaw> RawNode<T> {
    /// Makes a node known under its full name, as in `/recorder`. Needs a running tokio runtime.
    ///
    /// # Errors
    /// Where the name is none, there is no runtime, or the transport refuses the node.
    pub fn join(transport: &T, name: &str) -> Result<RawNode<T>, TransportError> {
        let clock = Clock::current()
            .ok_or_else(|| TransportError::Other("a raw node joins inside a tokio runtime".to_owned()))?;
        let own = name.rsplit('/').next().unwrap_or_default();
        if !name.starts_with('/') || names::check(NameKind::Node, own).is_some() {
            return Err(bad_name(name, "node"));
        }
        Ok(RawNode { node: transport.join(name, clock)? })
    }

    /// A publisher on a topic, by full names: `/scan`, `sensor_msgs/msg/LaserScan`.
    ///
    /// # Errors
    /// Where a name is none, the topic has another type, or the transport can not hold the quality of service.
    pub fn publisher(&self, topic: &str, type_name: &str, qos: &Qos) -> Result<RawPublisher, TransportError> {
        check(topic, type_name)?;
        Ok(RawPublisher { port: T::raw_publisher(&self.node, topic, interned(type_name), qos)? })
    }

    /// A subscription to a topic, by full names.
    ///
    /// # Errors
    /// Where a name is none, the topic has another type, or the transport can not hold the quality of service.
    pub fn subscription(
        &self,
        topic: &str,
        type_name: &str,
        qos: &Qos,
    ) -> Result<RawSubscription, TransportError> {
        check(topic, type_name)?;
        Ok(RawSubscription { port: T::raw_subscription(&self.node, topic, interned(type_name), qos)? })
    }
}

impl<T: CarriesRaw> std::fmt::Debug for RawNode<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawNode").finish_non_exhaustive()
    }
}

fn bad_name(name: &str, what: &str) -> TransportError {
    TransportError::Other(format!("`{name}` is no full name of a {what}"))
}

fn check(topic: &str, type_name: &str) -> Result<(), TransportError> {
    if !topic.starts_with('/') || names::check(NameKind::Topic, topic).is_some() {
        return Err(bad_name(topic, "topic"));
    }
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let parts: Vec<&str> = type_name.split('/').collect();
    if parts.len() == 3 && parts.iter().all(|part| is_word(part)) {
        Ok(())
    } else {
        Err(bad_name(type_name, "type"))
    }
}

/// The name for as long as the program runs. There are as many as a program has types.
fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = lock(&NAMES);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}

/// Sends messages as bytes.
#[must_use]
pub struct RawPublisher {
    port: Arc<dyn PublisherPort<RawMessage>>,
}

impl RawPublisher {
    /// Sends a message. It does not wait.
    ///
    /// # Errors
    /// [`PublishError`] where the transport fails.
    pub fn publish(&self, message: RawMessage) -> Result<(), PublishError> {
        self.port.publish(Arc::new(message))
    }

    /// How many subscriptions hear it.
    pub fn subscriptions(&self) -> usize {
        self.port.subscriptions()
    }
}

impl std::fmt::Debug for RawPublisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawPublisher").finish_non_exhaustive()
    }
}

/// Receives messages as bytes.
#[must_use]
pub struct RawSubscription {
    port: Box<dyn SubscriptionPort<RawMessage>>,
}

impl RawSubscription {
    /// The next message; `None` when there will be none any more.
    pub async fn next(&mut self) -> Option<Delivery<RawMessage>> {
        poll_fn(|context| self.port.poll_next(context)).await
    }

    /// How many messages were lost.
    pub fn lost(&self) -> u64 {
        self.port.losses().lost()
    }
}

impl std::fmt::Debug for RawSubscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawSubscription").finish_non_exhaustive()
    }
}
