//! What a test does to nodes: publish, listen, call, serve.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use super::World;
use super::met::Side;
use super::unheard::Unheard;
use crate::error::{CallError, Result, TransportError};
use crate::facts::names::{self, NameKind};
use crate::facts::qos::{Durability, History, Qos, Reliability};
use crate::group::publisher::IntoMessage;
use crate::message::Service;
use crate::rt::sync::{Flag, lock, until};
use crate::transport::{CallId, Carries, InProcess, PublisherPort, Request, Serves, SubscriptionPort};

/// Everything that a test's probe listens to is kept, whatever its publisher offers. In-process nothing else is lost.
const PROBE: Qos = Qos::DEFAULT.with_history(History::KeepAll).with_reliability(Reliability::BestEffort);

impl World {
    /// Publishes one message on a topic, reliable and volatile. One that nobody hears is no error:
    /// [`unheard`](World::unheard) has it.
    ///
    /// # Errors
    /// Where the topic has another type, or a name that ROS 2 would refuse.
    pub fn publish<M: Send + Sync + 'static>(&self, topic: &str, message: M) -> Result<()> {
        self.publisher(topic, Qos::DEFAULT)?.publish(message)
    }

    /// A publisher of the test's.
    ///
    /// # Errors
    /// Where the topic has another type or a name that ROS 2 would refuse, or in-process can not hold the quality of service.
    pub fn publisher<M: Send + Sync + 'static>(
        &self,
        topic: &str,
        qos: Qos,
    ) -> Result<TestPublisher<M>, TransportError> {
        let topic = full(NameKind::Topic, topic)?;
        self.met.add(Side::Gives, NameKind::Topic, &topic);
        let port = InProcess::publisher(&self.presence, &topic, &qos)?;
        let keeps = qos.durability == Durability::TransientLocal;
        Ok(TestPublisher { port, topic, keeps, missed: AtomicU64::new(0), unheard: self.unheard.clone() })
    }

    /// Listens to a topic, also where its publishers are best effort; keeps everything from now on, up to the limit of
    /// [`History::KeepAll`].
    /// [`Probe::lost`] tells whether that was enough.
    ///
    /// # Errors
    /// Where the topic has another type, or a name that ROS 2 would refuse.
    pub fn subscribe<M: Send + Sync + 'static>(&self, topic: &str) -> Result<Probe<M>, TransportError> {
        self.subscribe_with(topic, PROBE)
    }

    /// Listens to a topic with a quality of service.
    ///
    /// # Errors
    /// Where the topic has another type or a name that ROS 2 would refuse, or in-process can not hold the quality of service.
    pub fn subscribe_with<M: Send + Sync + 'static>(
        &self,
        topic: &str,
        qos: Qos,
    ) -> Result<Probe<M>, TransportError> {
        let topic = full(NameKind::Topic, topic)?;
        let port = Mutex::new(InProcess::subscription(&self.presence, &topic, &qos)?);
        self.met.add(Side::Takes, NameKind::Topic, &topic);
        Ok(Probe { port })
    }

    /// Calls a service and runs everything, time included, until the response is there.
    ///
    /// # Errors
    /// [`Error::Call`](crate::Error::Call) says why there is no response, [`Error::Hang`](crate::Error::Hang)
    /// who waits for what when it can never come.
    pub fn call<S: Service>(&self, service: &str, request: S::Request) -> Result<S::Response> {
        let service = full(NameKind::Service, service)?;
        let mut port = <InProcess as Serves<S>>::client(&self.presence, &service)?;
        self.met.add(Side::Takes, NameKind::Service, &service);
        port.requests.send(CallId(0), request)?;
        let reply = self.block_on(poll_fn(|context| port.replies.poll_reply(context)))?;
        let stopped = || CallError::Stopped { service: Some(service) };
        Ok(reply.ok_or_else(stopped)?.result?)
    }

    /// Serves a service with a function of the test's, until the server is dropped.
    ///
    /// # Errors
    /// Where the service is served already, has another type, or a name that ROS 2 would refuse.
    pub fn serve<S: Service>(
        &self,
        service: &str,
        mut handler: impl FnMut(S::Request) -> S::Response + Send + 'static,
    ) -> Result<TestServer, TransportError> {
        self.serve_with::<S>(service, move |request| request.responder.send(handler(request.request)))
    }

    /// Serves a service with a function that gets the whole request, and may keep its responder for later.
    ///
    /// # Errors
    /// Where the service is served already, has another type, or a name that ROS 2 would refuse.
    pub fn serve_with<S: Service>(
        &self,
        service: &str,
        mut handler: impl FnMut(Request<S>) + Send + 'static,
    ) -> Result<TestServer, TransportError> {
        let service = full(NameKind::Service, service)?;
        let mut port = <InProcess as Serves<S>>::server(&self.presence, &service)?;
        self.met.add(Side::Gives, NameKind::Service, &service);
        let end = Arc::new(Flag::default());
        let server = TestServer { end: end.clone() };
        self.scheduler.spawn(Box::pin(async move {
            let serve = async {
                while let Some(request) = poll_fn(|context| port.poll_request(context)).await {
                    handler(request);
                }
            };
            until(serve, end.raised()).await;
        }));
        Ok(server)
    }
}

/// A name of the test's: relative ones are in the root namespace.
///
/// # Errors
/// One that ROS 2 would refuse.
pub(super) fn full(kind: NameKind, name: &str) -> Result<String, TransportError> {
    match names::check(kind, name) {
        None => Ok(names::resolve("/", "test", name)),
        Some(bad) => Err(TransportError::BadName(names::explain(kind, name, bad).to_string())),
    }
}

/// A publisher of a test's.
pub struct TestPublisher<M> {
    port: Arc<dyn PublisherPort<M>>,
    topic: String,
    /// Whether who comes late hears it too.
    keeps: bool,
    /// Messages that nobody has heard.
    missed: AtomicU64,
    unheard: Arc<Unheard>,
}

impl<M: Send + Sync + 'static> TestPublisher<M> {
    /// Sends a message. It is handled when the world runs next.
    ///
    /// # Errors
    /// As [`Publisher::publish`](crate::Publisher::publish).
    pub fn publish(&self, message: impl IntoMessage<M>) -> Result<()> {
        if self.port.subscriptions() == 0 {
            self.missed.fetch_add(1, Ordering::Relaxed);
        } else if self.keeps {
            self.missed.store(0, Ordering::Relaxed);
        }
        Ok(self.port.publish(message.into_message())?)
    }
}

impl<M> Drop for TestPublisher<M> {
    fn drop(&mut self) {
        let missed = self.missed.load(Ordering::Relaxed);
        if missed > 0 && !(self.keeps && self.port.subscriptions() > 0) {
            self.unheard.add(&self.topic, missed);
        }
    }
}

impl<M> std::fmt::Debug for TestPublisher<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestPublisher").finish_non_exhaustive()
    }
}

/// Keeps the messages of a topic.
pub struct Probe<M> {
    port: Mutex<Box<dyn SubscriptionPort<M>>>,
}

impl<M: Send + Sync + 'static> Probe<M> {
    /// All messages since the last time.
    pub fn take_shared(&self) -> Vec<Arc<M>> {
        let mut port = lock(&self.port);
        let mut context = Context::from_waker(Waker::noop());
        let mut messages = VecDeque::new();
        while let std::task::Poll::Ready(Some(delivery)) = port.poll_next(&mut context) {
            messages.push_back(delivery.message);
        }
        messages.into()
    }

    /// How many messages were dropped because more came than its quality of service keeps.
    pub fn lost(&self) -> u64 {
        lock(&self.port).losses().lost()
    }

    /// All messages since the last time, cloned.
    pub fn take(&self) -> Vec<M>
    where
        M: Clone,
    {
        self.take_shared().into_iter().map(Arc::unwrap_or_clone).collect()
    }
}

impl<M> std::fmt::Debug for Probe<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Probe").finish_non_exhaustive()
    }
}

/// A server of a test's. Dropping it ends the service when the world runs next.
#[must_use = "a server ends when it is dropped"]
pub struct TestServer {
    end: Arc<Flag>,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.end.raise();
    }
}

impl std::fmt::Debug for TestServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestServer").finish_non_exhaustive()
    }
}
