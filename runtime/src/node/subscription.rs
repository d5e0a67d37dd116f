//! Subscriptions: to one topic, or to several.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::wiring::{GENERATED, Seated};
use crate::declare::NodeImpl;
use crate::error::StartError;
use crate::facts::Role;
use crate::group::Group;
use crate::group::callback::{CallbackId, Runner};
use crate::group::intake::Intake;
use crate::parameters::qos::End;
use crate::transport::losses::Together;
use crate::transport::{Carries, Delivery, MessageInfo, SubscriptionPort, Transport};

/// The topic that a message came on, for a subscription to several: a callback takes it as `topic: &Topic`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    name: Arc<str>,
    index: usize,
}

impl Topic {
    /// Its full name, after remapping.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its place among the topics of the subscription, from 0: that of its name in the list.
    pub fn index(&self) -> usize {
        self.index
    }
}

/// What a callback gets that asks for the topic.
#[doc(hidden)]
pub struct Heard<M> {
    pub message: Arc<M>,
    pub info: MessageInfo,
    pub topic: Topic,
}

/// A message by value, cloned where others hold it too.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a message of type `{Self}` can not be taken by value",
    label = "others may hold this message too, and it can not be cloned",
    note = "take `&{Self}` or `Arc<{Self}>`, or derive `Clone`",
    note = "see: rosweave::signature"
)]
pub trait Take: Sized {
    fn take(message: Arc<Self>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<M: Clone> Take for M {
    fn take(message: Arc<M>) -> M {
        Arc::unwrap_or_clone(message)
    }
}

/// A message by value.
pub fn take<M: Take>(message: Arc<M>) -> M {
    M::take(message)
}

/// A subscription that says on which topic it is.
struct ByTopic<M> {
    topic: Topic,
    port: Box<dyn SubscriptionPort<M>>,
}

impl<M: Send + Sync + 'static> Intake for ByTopic<M> {
    type Input = Heard<M>;

    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Heard<M>>> {
        let heard = |Delivery { message, info }| Heard { message, info, topic: self.topic.clone() };
        self.port.poll_next(context).map(|delivery| delivery.map(heard))
    }
}

impl<T: Transport, N: NodeImpl> Seated<T, N> {
    /// Wires a subscription.
    pub fn subscription<G: Group, M: Send + Sync + 'static>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Delivery<M>>,
    ) -> Result<(), StartError>
    where
        T: Carries<M>,
    {
        let id = self.callback(callback);
        for ByTopic { port, .. } in self.ports::<M>(&id)? {
            self.slot(id.clone(), port, runner);
        }
        Ok(())
    }

    /// Wires a subscription whose callback asks for the topic.
    pub fn subscription_by_topic<G: Group, M: Send + Sync + 'static>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Heard<M>>,
    ) -> Result<(), StartError>
    where
        T: Carries<M>,
    {
        let id = self.callback(callback);
        for port in self.ports::<M>(&id)? {
            self.slot(id.clone(), port, runner);
        }
        Ok(())
    }

    /// A port for each topic of a subscription. To its group each is an entity of its own, with a queue of its own.
    fn ports<M>(&self, id: &CallbackId) -> Result<Vec<ByTopic<M>>, StartError>
    where
        T: Carries<M>,
    {
        let Role::Subscription { topics, message, qos, overridable, .. } = id.facts.role else {
            unreachable!("{GENERATED}")
        };
        let topics = topics.iter().flat_map(|topic| self.wiring.life.identity.topics(topic));
        let port = |(index, topic): (usize, String)| {
            let qos = if overridable { self.wiring.overridden(&topic, End::Subscription, qos) } else { qos };
            let make = |node: &T::Node| <T as Carries<M>>::subscription(node, &topic, &qos);
            let port = self.wiring.declared(id.facts.name, message, make)?;
            Ok(ByTopic { topic: Topic { name: topic.into(), index }, port })
        };
        let ports = topics.enumerate().map(port).collect::<Result<Vec<_>, StartError>>()?;
        match &*ports {
            [ByTopic { port, .. }] => id.counters().set_losses(port.losses()),
            ports => {
                let losses = ports.iter().map(|ByTopic { port, .. }| port.losses());
                id.counters().set_losses(Arc::new(Together(losses.collect())));
            }
        }
        Ok(ports)
    }
}
