//! Servers: requests that are read, and replies that wait until their client can hear them.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;

use super::gid::{Gid, Prefix};
use super::inbox::Inbox;
use super::intake::Sample;
use super::outlet::{Outlet, Overflow};
use super::participant::Node;
use super::related::Related;
use super::rpc::{self, Header, RequestId, ServiceMapping};
use super::wire::{self, Raw, Undecoded};
use super::{SERVICE_QOS, hashes, names};
use crate::error::{CallError, TransportError};
use crate::message::NamedService;
use crate::rt::sync::lock;
use crate::transport::claims::Claim;
use crate::transport::holder::Holder;
use crate::transport::{Losses, Request, Responder, ServerPort};

/// How long a reply is kept for a client that is not connected yet with what replies.
const HOLD: Duration = Duration::from_secs(2);
/// How many replies are kept like that.
const MAX_HELD: usize = 1024;
/// How many malformed requests are looked at before other tasks get their turn.
const BATCH: usize = 256;

pub(super) struct Server<S> {
    service: Arc<str>,
    inbox: Arc<Inbox<Undecoded>>,
    replies: Arc<Replies>,
    mapping: ServiceMapping,
    _claims: [Claim; 2],
    of: PhantomData<fn() -> S>,
}

/// What sends the replies of one server.
struct Replies {
    service: Arc<str>,
    node: Arc<Node>,
    outlet: Arc<Outlet>,
    held: Mutex<Vec<Held>>,
    /// How long the last reply was: the next one is about as long.
    length: AtomicUsize,
}

/// A reply to a client that is not connected yet.
struct Held {
    to: Client,
    id: RequestId,
    frame: Bytes,
    until: Instant,
}

/// Who is to hear a reply.
#[derive(Clone, Copy)]
struct Client {
    participant: Prefix,
    /// The reader of the replies, where the client has named it.
    reader: Option<Gid>,
}

impl<S: NamedService> Server<S> {
    pub(super) fn new(node: &Arc<Node>, service: &str) -> Result<Server<S>, TransportError> {
        let claims = &node.participant.claims;
        let claims = [claims.service(service, S::TYPE_NAME)?, claims.server(service, &node.name)?];
        let holder = Holder::new(&node.name, None);
        let reply_type = names::type_name(S::TYPE_NAME, "_Response");
        node.participant.graph.hashes.know(&reply_type, hashes::of_half::<S>(S::RESPONSE));
        let outlet = Outlet::new(
            node,
            &holder,
            (names::replies(service), reply_type),
            &SERVICE_QOS,
            Overflow::Refuse,
        )?;
        let name: Arc<str> = service.into();
        let replies = Arc::new(Replies {
            service: name.clone(),
            node: node.clone(),
            outlet,
            held: Mutex::default(),
            length: AtomicUsize::new(0),
        });
        let holding = Arc::downgrade(&replies);
        replies.outlet.on_change(move || {
            if let Some(replies) = holding.upgrade() {
                replies.send_held();
            }
        });
        let request_type = names::type_name(S::TYPE_NAME, "_Request");
        node.participant.graph.hashes.know(&request_type, hashes::of_half::<S>(S::REQUEST));
        let inbox = Inbox::new(node, &holder, (names::requests(service), request_type), &SERVICE_QOS)?;
        let mapping = node.participant.mapping;
        Ok(Server { service: name, inbox, replies, mapping, _claims: claims, of: PhantomData })
    }

    fn request(&self, sample: Sample<Raw>) -> Option<Request<S>> {
        let style = self.mapping.style(sample.writer.prefix());
        let sequence = sample.info.sequence.cast_signed();
        let read = RequestId::of_request(style, &sample.value, sample.writer, sequence, sample.related)
            .and_then(|(id, message)| {
                Ok((id, wire::decode_checked(message, sample.value.encoding, S::check_request)?))
            });
        let (id, request) = match read {
            Ok(read) => read,
            Err(fault) => {
                self.inbox.malformed(sample.writer, fault);
                return None;
            }
        };
        let reader = match id {
            RequestId::Enhanced(related) => Some(related.gid).filter(|gid| gid.is_reader()),
            RequestId::Cyclone(_) => None,
        };
        let (to, replies) = (Client { participant: sample.writer.prefix(), reader }, self.replies.clone());
        let respond = move |result| replies.end(to, id, result);
        Some(Request { request, info: sample.info, responder: Responder::new(self.service.clone(), respond) })
    }
}

impl<S: NamedService> ServerPort<S> for Server<S> {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        for _ in 0..BATCH {
            match self.inbox.poll_next(context) {
                Poll::Ready(Some(sample)) => {
                    if let Some(request) = self.request(sample) {
                        return Poll::Ready(Some(request));
                    }
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.inbox.clone()
    }
}

impl<S> Drop for Server<S> {
    fn drop(&mut self) {
        self.inbox.close();
    }
}

impl Replies {
    fn end<R: serde::Serialize>(&self, to: Client, id: RequestId, result: Result<R, CallError>) {
        let service = &*self.service;
        let response = match result {
            Ok(response) => response,
            Err(reason) => {
                // ROS 2's protocol has no way to say so: the caller waits until its time is over.
                tracing::debug!(service, %reason, "a request stays without a reply");
                return;
            }
        };
        let Some((id, frame)) = self.encode(to, id, &response) else { return };
        let mut held = lock(&self.held);
        // Looked at under the lock: who connects meanwhile sends what is held.
        if self.hears(to) {
            drop(held);
            self.send(id, frame);
            return;
        }
        let now = Instant::now();
        held.retain(|reply| now < reply.until);
        let is_lost = held.len() >= MAX_HELD;
        if !is_lost {
            held.push(Held { to, id, frame, until: now + HOLD });
        }
        drop(held);
        if is_lost {
            tracing::warn!(service, "a reply is lost: too many clients are not connected yet");
        }
    }

    /// The frame, in a way that RustDDS can send: a long one has to have in front what stands beside a short one. Our
    /// own clients know that, so room is left for it; to others the line has it go ahead of RustDDS.
    fn encode<R: serde::Serialize>(
        &self,
        to: Client,
        id: RequestId,
        response: &R,
    ) -> Option<(RequestId, Bytes)> {
        let header = match id {
            RequestId::Cyclone(header) => Some(header),
            RequestId::Enhanced(Related { gid, sequence }) if rpc::is_rustdds(to.participant) => {
                Some(Header { client: gid.client(), sequence })
            }
            RequestId::Enhanced(_) => None,
        };
        let mut frame = Vec::with_capacity(self.length.load(Ordering::Relaxed));
        if let Some(header) = header {
            header.write(&mut frame);
        }
        let start = frame.len();
        if let Err(reason) = wire::encode(response, &mut frame) {
            tracing::warn!(service = &*self.service, reason, "a reply could not be encoded");
            return None;
        }
        self.length.store(frame.len(), Ordering::Relaxed);
        let frame = Bytes::from(frame);
        let (RequestId::Enhanced(_), Some(header)) = (id, header) else { return Some((id, frame)) };
        if rpc::fits_one_datagram(frame.len() - start) {
            return Some((id, frame.slice(start..)));
        }
        Some((RequestId::Cyclone(header), frame))
    }

    fn hears(&self, client: Client) -> bool {
        let Some(matches) = self.outlet.matches() else { return false };
        let graph = &self.node.participant.graph;
        match client.reader {
            Some(reader) => matches.has(reader),
            None => graph.principals(&matches).contains(&graph.principal(client.participant)),
        }
    }

    fn send_held(&self) {
        let mut ready = Vec::new();
        let now = Instant::now();
        lock(&self.held).retain_mut(|reply| {
            if reply.until < now {
                return false;
            }
            let hears = self.hears(reply.to);
            if hears {
                ready.push((reply.id, reply.frame.clone()));
            }
            !hears
        });
        ready.into_iter().for_each(|(id, frame)| self.send(id, frame));
    }

    fn send(&self, id: RequestId, frame: Bytes) {
        let related = match id {
            RequestId::Enhanced(related) => Some(related),
            RequestId::Cyclone(_) => None,
        };
        if let Err(reason) = self.outlet.write(frame, related) {
            tracing::warn!(service = &*self.service, reason, "a reply could not be sent");
        }
    }
}
