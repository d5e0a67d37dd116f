//! Messages as bytes. r2r publishes and hears them so by the name of their type, except the feedback of actions: those
//! change over to r2r's own type and back, like requests and responses.

use ::r2r::{Node, Publisher, PublisherUntyped, QosProfile, WrappedTypesupport};
use futures_util::{Stream, StreamExt};

use super::super::cdr;
use super::crossing::received;

/// What comes on a topic.
pub(super) type Frames = Box<dyn Stream<Item = Vec<u8>> + Unpin + Send>;

/// A publisher of serialised messages.
pub(super) trait RawPublisher: Send {
    fn publish(&self, frame: &[u8]) -> Result<(), cdr::Error>;

    fn subscriptions(&self) -> ::r2r::Result<usize>;

    /// What takes it away from its node.
    fn end(&self) -> Box<dyn FnOnce(&mut Node) + Send>;
}

/// A publisher of the messages that ROS 2 knows by this name.
pub(super) fn publisher(
    node: &mut Node,
    topic: &str,
    type_name: &str,
    qos: QosProfile,
) -> ::r2r::Result<Box<dyn RawPublisher>> {
    match Support::named(type_name) {
        Some(support) => (support.publisher)(node, topic, qos),
        None => Ok(Box::new(node.create_publisher_untyped(topic, type_name, qos)?)),
    }
}

/// A subscription to the messages that ROS 2 knows by this name.
pub(super) fn subscription(
    node: &mut Node,
    topic: &str,
    type_name: &str,
    qos: QosProfile,
) -> ::r2r::Result<Frames> {
    match Support::named(type_name) {
        Some(support) => (support.subscription)(node, topic, qos),
        None => Ok(Box::new(node.subscribe_raw(topic, type_name, qos)?)),
    }
}

/// What makes the publishers and subscriptions of one type of r2r's.
struct Support {
    publisher: fn(&mut Node, &str, QosProfile) -> ::r2r::Result<Box<dyn RawPublisher>>,
    subscription: fn(&mut Node, &str, QosProfile) -> ::r2r::Result<Frames>,
}

impl Support {
    /// For the feedback of an action, as in `example_interfaces/action/Fibonacci_FeedbackMessage`.
    fn named(type_name: &str) -> Option<Support> {
        include!(concat!(env!("OUT_DIR"), "/r2r_feedback.rs"))
    }

    fn of<T: WrappedTypesupport + Send + 'static>() -> Support {
        Support {
            publisher: |node, topic, qos| Ok(Box::new(node.create_publisher::<T>(topic, qos)?)),
            subscription: |node, topic, qos| {
                let messages = node.subscribe::<T>(topic, qos)?;
                // Without bytes it is a message that can not be decoded.
                Ok(Box::new(messages.map(|message| message.to_serialized_bytes().unwrap_or_default())))
            },
        }
    }
}

impl RawPublisher for PublisherUntyped {
    fn publish(&self, frame: &[u8]) -> Result<(), cdr::Error> {
        Ok(self.publish_raw(frame)?)
    }

    fn subscriptions(&self) -> ::r2r::Result<usize> {
        self.get_inter_process_subscription_count()
    }

    fn end(&self) -> Box<dyn FnOnce(&mut Node) + Send> {
        let publisher = self.clone();
        Box::new(move |node| node.destroy_publisher_untyped(publisher))
    }
}

impl<T: WrappedTypesupport + 'static> RawPublisher for Publisher<T> {
    fn publish(&self, frame: &[u8]) -> Result<(), cdr::Error> {
        Ok(Publisher::publish(self, &received::<T>(frame)?)?)
    }

    fn subscriptions(&self) -> ::r2r::Result<usize> {
        self.get_inter_process_subscription_count()
    }

    fn end(&self) -> Box<dyn FnOnce(&mut Node) + Send> {
        let publisher = self.clone();
        Box::new(move |node| node.destroy_publisher(publisher))
    }
}
