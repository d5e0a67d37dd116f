//! r2r's types for services, found by name.
//!
//! r2r's clients and servers are generic over types that it generates from the sourced ROS 2, and speak in
//! values of them. Ours are other types with the same fields, so that requests and responses change over.

use std::task::{Context, Poll, Waker};

use ::r2r::{Client, Node, QosProfile, ServiceRequest, WrappedServiceTypeSupport};
use futures_util::{Stream, StreamExt};

use super::super::cdr;
use super::crossing::{Crossing, DefaultValue, Way};
use super::unknown;
use crate::error::TransportError;
use crate::message::NamedService;
use crate::rt::BoxFuture;

/// How many requests, or responses, the middleware keeps until they are read, and how many calls of one client may be under
/// way: of more the middleware would drop some without a word. It keeps as many until they are confirmed, too, which
/// comes later than the next ones: of 60 KiB each, 1,000 were 60 MB on either side with Cyclone DDS, and since the
/// system gave that memory anew each time, such a call took 1.8 times as long as with ten.
pub(super) const CALLS: usize = 200;

/// Deeper than ROS 2's ten, for a burst of calls. Not "keep all": a peer that hangs could block who sends.
const QOS: QosProfile = QosProfile::services_default().keep_last(CALLS);

/// What makes the clients and servers of one service.
pub(super) struct Support {
    pub(super) client: fn(&mut Node, &str) -> ::r2r::Result<Box<dyn RawClient>>,
    pub(super) server: fn(&mut Node, &str) -> ::r2r::Result<Box<dyn RawServer>>,
}

impl Support {
    /// The support for the type with this name, as in `std_srvs/srv/Empty`.
    pub(super) fn named(service: &str, type_name: &'static str) -> Result<Support, TransportError> {
        let support = include!(concat!(env!("OUT_DIR"), "/r2r_services.rs"));
        support.ok_or_else(|| unknown(service, type_name))
    }

    fn of<T>() -> Support
    where
        T: WrappedServiceTypeSupport<Request: Send, Response: Send> + 'static,
    {
        Support {
            client: |node, service| Ok(Box::new(node.create_client::<T>(service, QOS)?)),
            server: |node, service| Ok(Box::new(Requests(node.create_service::<T>(service, QOS)?))),
        }
    }
}

/// A response, when it comes.
pub(super) type Response = BoxFuture<'static, ::r2r::Result<Crossing>>;

/// The default values of a service's request and response.
pub(super) type Defaults = (DefaultValue, DefaultValue);

/// How the requests and responses of a service cross.
pub(super) fn way<S: NamedService>((request, response): Defaults) -> Way {
    Way::between::<S::Request>(&request).and(Way::between::<S::Response>(&response))
}

/// A client of any service.
pub(super) trait RawClient: Send + Sync {
    fn defaults(&self) -> Defaults;

    /// Sends a request. The future ends with the response, which comes that way, and never if there is none.
    fn request(&self, request: &Crossing, way: Way) -> Result<Response, cdr::Error>;

    /// Ready as soon as a round has seen a server.
    fn available(&self) -> ::r2r::Result<BoxFuture<'static, ::r2r::Result<()>>>;
}

impl<T> RawClient for Client<T>
where
    T: WrappedServiceTypeSupport<Request: Send, Response: Send> + 'static,
{
    fn defaults(&self) -> Defaults {
        defaults::<T>()
    }

    fn request(&self, request: &Crossing, way: Way) -> Result<Response, cdr::Error> {
        let response = Client::request(self, &request.to_r2r::<T::Request>()?)?;
        Ok(Box::pin(async move { Crossing::from_r2r(&response.await?, way) }))
    }

    fn available(&self) -> ::r2r::Result<BoxFuture<'static, ::r2r::Result<()>>> {
        Ok(Box::pin(Node::is_available(self)?))
    }
}

/// A server of any service.
pub(super) trait RawServer: Send {
    fn defaults(&self) -> Defaults;

    /// The next request that a round has brought.
    fn next(&mut self) -> Option<Box<dyn Asked>>;
}

/// A request that is not answered yet.
pub(super) trait Asked: Send {
    /// The request.
    fn request(&self, way: Way) -> ::r2r::Result<Crossing>;

    /// Answers it.
    fn respond(self: Box<Self>, response: &Crossing) -> Result<(), cdr::Error>;
}

fn defaults<T: WrappedServiceTypeSupport>() -> Defaults {
    (DefaultValue::of::<T::Request>(), DefaultValue::of::<T::Response>())
}

struct Requests<S>(S);

impl<T, S> RawServer for Requests<S>
where
    S: Stream<Item = ServiceRequest<T>> + Unpin + Send,
    T: WrappedServiceTypeSupport<Request: Send, Response: Send> + 'static,
{
    fn defaults(&self) -> Defaults {
        defaults::<T>()
    }

    fn next(&mut self) -> Option<Box<dyn Asked>> {
        let mut context = Context::from_waker(Waker::noop());
        match self.0.poll_next_unpin(&mut context) {
            Poll::Ready(Some(request)) => Some(Box::new(request)),
            _ => None,
        }
    }
}

impl<T> Asked for ServiceRequest<T>
where
    T: WrappedServiceTypeSupport<Request: Send, Response: Send> + 'static,
{
    fn request(&self, way: Way) -> ::r2r::Result<Crossing> {
        Crossing::from_r2r(&self.message, way)
    }

    fn respond(self: Box<Self>, response: &Crossing) -> Result<(), cdr::Error> {
        Ok(ServiceRequest::respond(*self, response.to_r2r()?)?)
    }
}
