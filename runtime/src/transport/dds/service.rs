//! Services as nodes see them: between nodes of one [`Dds`](super::Dds) without the wire, and with others over it.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustdds::RepresentationIdentifier;

use super::participant::Node;
use super::{client, server, wire};
use crate::error::{CallError, TransportError};
use crate::message::{NamedService, Service};
use crate::rt::BoxFuture;
use crate::transport::{
    AnswerAtOnce, CallId, ClientPort, Encodes, InProcess, Losses, Reply, ReplyPort, Request, RequestPort,
    Responder, ServerPort, Serves,
};

/// A service between two Rust types of one ROS name: their requests and responses as bytes.
struct Encoded;

impl Service for Encoded {
    type Request = Vec<u8>;
    type Response = Vec<u8>;
}

fn encode<T: serde::Serialize>(value: &T, service: &str) -> Result<Vec<u8>, CallError> {
    let mut frame = Vec::new();
    wire::encode(value, &mut frame)
        .map_err(|reason| CallError::Transport { service: service.to_owned(), reason })?;
    Ok(frame)
}

fn decode<T: serde::de::DeserializeOwned>(frame: &[u8], service: &str) -> Result<T, CallError> {
    wire::decode(frame, RepresentationIdentifier::CDR_LE).map_err(|fault| CallError::Transport {
        service: service.to_owned(),
        reason: format!("what was sent is malformed: {}", fault.detail),
    })
}

/// The two ends of a client.
pub(super) fn client<S: NamedService>(
    node: &Arc<Node>,
    service: &str,
) -> Result<ClientPort<S>, TransportError> {
    let wire = client::client::<S>(node, service)?;
    let typed = typed(<InProcess as Serves<S>>::client(&node.typed, service))?;
    let (typed, typed_replies) = typed.map_or((None, None), |port| (Some(port.requests), Some(port.replies)));
    let encoded = <InProcess as Serves<Encoded>>::client(&node.encoded, service)?;
    let name: Arc<str> = service.into();
    let requests = Requests { service: name.clone(), typed, encoded: encoded.requests, wire: wire.requests };
    let replies =
        Replies { service: name, typed: typed_replies, encoded: encoded.replies, wire: wire.replies };
    Ok(ClientPort { requests: Arc::new(requests), replies: Box::new(replies) })
}

/// `None` where somebody here uses another Rust type under the same name: with those it goes encoded.
fn typed<T>(port: Result<T, TransportError>) -> Result<Option<T>, TransportError> {
    match port {
        Ok(port) => Ok(Some(port)),
        Err(TransportError::TypeMismatch { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

struct Requests<S: Service> {
    service: Arc<str>,
    typed: Option<Arc<dyn RequestPort<S>>>,
    encoded: Arc<dyn RequestPort<Encoded>>,
    wire: Arc<dyn RequestPort<S>>,
}

impl<S: NamedService> RequestPort<S> for Requests<S> {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        match &self.typed {
            Some(typed) if typed.is_available() => typed.send(id, request),
            _ if self.encoded.is_available() => self.encoded.send(id, encode(&request, &self.service)?),
            _ => self.wire.send(id, request),
        }
    }

    fn ask(&self, id: CallId, request: S::Request) -> Result<Option<S::Response>, CallError> {
        match &self.typed {
            Some(typed) if typed.is_available() => typed.ask(id, request),
            _ => self.send(id, request).map(|()| None),
        }
    }

    fn give_up(&self, id: CallId) {
        if let Some(typed) = &self.typed {
            typed.give_up(id);
        }
        self.encoded.give_up(id);
        self.wire.give_up(id);
    }

    fn take_back(&self, id: CallId) -> bool {
        if let Some(typed) = &self.typed {
            typed.take_back(id);
        }
        self.encoded.take_back(id);
        self.wire.take_back(id)
    }

    fn is_available(&self) -> bool {
        // Whoever serves here serves both.
        self.encoded.is_available() || self.wire.is_available()
    }

    fn available(&self) -> BoxFuture<'static, ()> {
        let (mut here, mut elsewhere) = (self.encoded.available(), self.wire.available());
        Box::pin(poll_fn(move |context| {
            if here.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            elsewhere.as_mut().poll(context)
        }))
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.wire.losses()
    }
}

struct Replies<S: Service> {
    service: Arc<str>,
    typed: Option<Box<dyn ReplyPort<S>>>,
    encoded: Box<dyn ReplyPort<Encoded>>,
    wire: Box<dyn ReplyPort<S>>,
}

impl<S: NamedService> ReplyPort<S> for Replies<S> {
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>> {
        if let Some(typed) = &mut self.typed
            && let Poll::Ready(Some(reply)) = typed.poll_reply(context)
        {
            return Poll::Ready(Some(reply));
        }
        if let Poll::Ready(Some(Reply { id, result })) = self.encoded.poll_reply(context) {
            let result = result.and_then(|frame| decode(&frame, &self.service));
            return Poll::Ready(Some(Reply { id, result }));
        }
        self.wire.poll_reply(context)
    }
}

/// A server, here and on the wire.
pub(super) struct Server<S: Service> {
    service: Arc<str>,
    typed: Option<Box<dyn ServerPort<S>>>,
    encoded: Box<dyn ServerPort<Encoded>>,
    wire: server::Server<S>,
    of: PhantomData<fn() -> S>,
}

impl<S: NamedService> Server<S> {
    pub(super) fn new(node: &Arc<Node>, service: &str) -> Result<Server<S>, TransportError> {
        let wire = server::Server::new(node, service)?;
        let typed = typed(<InProcess as Serves<S>>::server(&node.typed, service))?;
        // Last: from now on it is called.
        let encoded = <InProcess as Serves<Encoded>>::server(&node.encoded, service)?;
        Ok(Server { service: service.into(), typed, encoded, wire, of: PhantomData })
    }

    fn decode(&self, Request { request, info, responder }: Request<Encoded>) -> Option<Request<S>> {
        let service = self.service.clone();
        match decode::<S::Request>(&request, &service) {
            Ok(request) => {
                let name = service.clone();
                let respond = move |result: Result<S::Response, CallError>| {
                    responder.end(result.and_then(|response| encode(&response, &name)));
                };
                Some(Request { request, info, responder: Responder::new(service, respond) })
            }
            Err(error) => {
                responder.end(Err(error));
                None
            }
        }
    }
}

impl<S: NamedService> ServerPort<S> for Server<S> {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        if let Some(typed) = &mut self.typed
            && let Poll::Ready(Some(request)) = typed.poll_request(context)
        {
            return Poll::Ready(Some(request));
        }
        while let Poll::Ready(Some(request)) = self.encoded.poll_request(context) {
            if let Some(request) = self.decode(request) {
                return Poll::Ready(Some(request));
            }
        }
        self.wire.poll_request(context)
    }

    fn answer_at_once(&mut self, answer: AnswerAtOnce<S>) {
        if let Some(typed) = &mut self.typed {
            typed.answer_at_once(answer);
        }
    }

    fn encodes(&self) -> Option<Encodes<S>> {
        Some(|response| wire::encode(response, &mut Vec::new()))
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.wire.losses()
    }
}
