//! r2r's types for services, found by name.
//!
//! r2r's clients and servers are generic over types that it generates from the sourced ROS 2, and speak in
//! values of them. Ours are other types with the same fields, so that requests and responses change over as
//! the bytes that the middleware would send: only ROS 2's own type support says what these are.

use std::task::{Context, Poll, Waker};

use ::r2r::{Client, Node, QosProfile, ServiceRequest, WrappedServiceTypeSupport, WrappedTypesupport};
use futures_util::{Stream, StreamExt};

use super::unknown;
use crate::error::TransportError;
use crate::rt::BoxFuture;

/// Deeper than ROS 2's ten: of a burst of calls the middleware would drop the rest without a word. Not "keep
/// all": a peer that hangs could block who sends.
const QOS: QosProfile = QosProfile::services_default().keep_last(1000);

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

/// A client of any service: its requests and responses are serialised.
pub(super) trait RawClient: Send + Sync {
    /// Sends a request. The future ends with the response, and never if there is none.
    fn request(&self, request: &[u8]) -> ::r2r::Result<BoxFuture<'static, ::r2r::Result<Vec<u8>>>>;

    /// Ready as soon as a round has seen a server.
    fn available(&self) -> ::r2r::Result<BoxFuture<'static, ::r2r::Result<()>>>;
}

impl<T> RawClient for Client<T>
where
    T: WrappedServiceTypeSupport<Request: Send, Response: Send> + 'static,
{
    fn request(&self, request: &[u8]) -> ::r2r::Result<BoxFuture<'static, ::r2r::Result<Vec<u8>>>> {
        let response = Client::request(self, &T::Request::from_serialized_bytes(request)?)?;
        Ok(Box::pin(async move { response.await?.to_serialized_bytes() }))
    }

    fn available(&self) -> ::r2r::Result<BoxFuture<'static, ::r2r::Result<()>>> {
        Ok(Box::pin(Node::is_available(self)?))
    }
}

/// A server of any service.
pub(super) trait RawServer: Send {
    /// The next request that a round has brought.
    fn next(&mut self) -> Option<Box<dyn Asked>>;
}

/// A request that is not answered yet.
pub(super) trait Asked: Send {
    /// The request.
    fn bytes(&self) -> ::r2r::Result<Vec<u8>>;

    /// Answers it.
    fn respond(self: Box<Self>, response: &[u8]) -> ::r2r::Result<()>;
}

struct Requests<S>(S);

impl<T, S> RawServer for Requests<S>
where
    S: Stream<Item = ServiceRequest<T>> + Unpin + Send,
    T: WrappedServiceTypeSupport<Request: Send, Response: Send> + 'static,
{
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
    fn bytes(&self) -> ::r2r::Result<Vec<u8>> {
        self.message.to_serialized_bytes()
    }

    fn respond(self: Box<Self>, response: &[u8]) -> ::r2r::Result<()> {
        ServiceRequest::respond(*self, T::Response::from_serialized_bytes(response)?)
    }
}
