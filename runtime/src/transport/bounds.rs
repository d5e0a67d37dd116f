//! Ports that look at what goes through them: what is longer than its type says is not sent, on any transport.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::{
    CallId, ClientPort, LastWord, Losses, PublisherPort, Request, RequestPort, Responder, ServerPort,
};
use crate::error::{CallError, PublishError};
use crate::facts::NamedType;
use crate::message::Service;
use crate::message::known::Known;
use crate::rt::BoxFuture;

/// What is known of a type that has bounds.
fn bounded(ty: Option<NamedType<'_>>) -> Option<&'static Known> {
    ty.and_then(|ty| ty.known).filter(|known| known.is_bounded())
}

/// A publisher that sends nothing that is too long.
pub(crate) fn publisher<M: Send + Sync + 'static>(
    topic: &str,
    ty: Option<NamedType<'_>>,
    port: Arc<dyn PublisherPort<M>>,
) -> Arc<dyn PublisherPort<M>> {
    match bounded(ty) {
        Some(known) => Arc::new(Publisher { topic: topic.to_owned(), known, port }),
        None => port,
    }
}

/// A client that asks nothing that is too long.
pub(crate) fn client<S: Service>(
    service: &str,
    ty: Option<NamedType<'_>>,
    port: ClientPort<S>,
) -> ClientPort<S> {
    let Some(known) = bounded(ty) else { return port };
    let ClientPort { requests, replies } = port;
    let requests = Arc::new(Requests { service: service.to_owned(), known, port: requests });
    ClientPort { requests, replies }
}

/// A server that answers nothing that is too long.
pub(crate) fn server<S: Service>(
    service: &str,
    ty: Option<NamedType<'_>>,
    port: Box<dyn ServerPort<S>>,
) -> Box<dyn ServerPort<S>> {
    match bounded(ty) {
        Some(known) => Box::new(Server { service: service.into(), known, port }),
        None => port,
    }
}

struct Publisher<M> {
    topic: String,
    known: &'static Known,
    port: Arc<dyn PublisherPort<M>>,
}

impl<M: Send + Sync + 'static> PublisherPort<M> for Publisher<M> {
    fn publish(&self, message: Arc<M>) -> Result<(), PublishError> {
        self.known
            .check(&*message)
            .map_err(|excess| PublishError::OutOfBounds { topic: self.topic.clone(), excess })?;
        self.port.publish(message)
    }

    fn subscriptions(&self) -> usize {
        self.port.subscriptions()
    }

    fn heard_by(&self, sender: u64) -> Option<BoxFuture<'static, ()>> {
        self.port.heard_by(sender)
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.port.losses()
    }
}

struct Requests<S: Service> {
    service: String,
    known: &'static Known,
    port: Arc<dyn RequestPort<S>>,
}

impl<S: Service> Requests<S> {
    fn check(&self, request: &S::Request) -> Result<(), CallError> {
        let excess = |excess| CallError::OutOfBounds { service: self.service.clone(), excess };
        self.known.check(request).map_err(excess)
    }
}

impl<S: Service> RequestPort<S> for Requests<S> {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        self.check(&request)?;
        self.port.send(id, request)
    }

    fn ask(&self, id: CallId, request: S::Request) -> Result<Option<S::Response>, CallError> {
        self.check(&request)?;
        self.port.ask(id, request)
    }

    fn give_up(&self, id: CallId) {
        self.port.give_up(id);
    }

    fn take_back(&self, id: CallId) -> bool {
        self.port.take_back(id)
    }

    fn is_available(&self) -> bool {
        self.port.is_available()
    }

    fn available(&self) -> BoxFuture<'static, ()> {
        self.port.available()
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.port.losses()
    }
}

struct Server<S: Service> {
    service: Arc<str>,
    known: &'static Known,
    port: Box<dyn ServerPort<S>>,
}

impl<S: Service> ServerPort<S> for Server<S> {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        let Some(Request { request, info, responder }) = ready!(self.port.poll_request(context)) else {
            return Poll::Ready(None);
        };
        let (known, service) = (self.known, self.service.clone());
        let responder = Responder::new(service.clone(), move |result| {
            let checked = result.and_then(|response: S::Response| match known.check_response(&response) {
                Ok(()) => Ok(response),
                Err(excess) => {
                    // Not every transport can tell the caller.
                    tracing::warn!(%service, %excess, "a response is longer than its type says, and is not sent");
                    Err(CallError::OutOfBounds { service: service.to_string(), excess })
                }
            });
            responder.end(checked);
        });
        Poll::Ready(Some(Request { request, info, responder }))
    }

    fn is_drained(&self) -> bool {
        self.port.is_drained()
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.port.losses()
    }

    fn last_word(&self) -> Option<LastWord> {
        self.port.last_word()
    }
}
