//! Clients: calls that are sent, and the one place where their replies are read.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use rustdds::bytes::Bytes;

use super::aside::drop_aside;
use super::gid::Gid;
use super::graph::Graph;
use super::inbox::Inbox;
use super::intake::Sample;
use super::matches::Matches;
use super::participant::{Endpoint, Node, Reopen};
use super::related::Related;
use super::ring::Waiting;
use super::rpc::{self, Header, ServiceMapping, Style};
use super::wire::{self, Raw, Undecoded};
use super::writer::Writer;
use super::{CALLS, SERVICE_QOS, hashes, names};
use crate::error::{CallError, TransportError};
use crate::message::NamedService;
use crate::rt::BoxFuture;
use crate::rt::lock::{lock, wake};
use crate::transport::claims::Claim;
use crate::transport::holder::Holder;
use crate::transport::{CallId, ClientPort, Losses, Reply, ReplyPort, RequestPort};

/// How far behind a server is that hangs: it does not get requests that nobody waits for any more. RustDDS would keep
/// them for it, and take none for the others.
const BEHIND: i64 = 2048;
/// After how many requests it is looked which those are.
const LET_GO_EVERY: i64 = 256;

/// A client that is not told the type of its service.
struct Core {
    service: Arc<str>,
    node: Arc<Node>,
    /// `None` only while it is dropped.
    sender: Mutex<Option<Sender>>,
    replies: Arc<Inbox<Undecoded>>,
    mapping: ServiceMapping,
    server: Arc<Server>,
    /// The calls that were sent and have no reply, by the number that the reply will carry.
    calls: Mutex<BTreeMap<(Style, i64), Sent>>,
    /// The last number of a call in Cyclone DDS' way.
    sequence: AtomicI64,
    /// How long the last request was.
    length: AtomicUsize,
    _claim: Claim,
}

/// A call that waits for its reply.
struct Sent {
    id: CallId,
    /// The number of its request among those of the writer.
    number: i64,
    /// What has heard the request, or was to: of a server that comes later there is no answer.
    heard_by: Vec<Gid>,
}

/// What sends requests.
struct Sender {
    writer: Arc<Writer>,
    endpoint: Endpoint,
}

/// Who answers, as discovery sees it.
struct Server {
    requests: Arc<Matches>,
    replies: Arc<Matches>,
    graph: Arc<Graph>,
    /// Who waits for replies, to be told when nobody is there to send any.
    waiter: Mutex<Option<Waker>>,
}

impl Server {
    /// The participant of a server both ends of which are connected: one alone would lose the first reply.
    fn participant(&self) -> Option<[u8; 12]> {
        let replying = self.graph.principals(&self.replies);
        self.graph.principals(&self.requests).into_iter().find(|participant| replying.contains(participant))
    }

    fn wake(&self) {
        let waiter = lock(&self.waiter).take();
        if let Some(waiter) = waiter {
            wake(waiter);
        }
    }
}

/// The two ends of a client.
pub(super) fn client<S: NamedService>(
    node: &Arc<Node>,
    service: &str,
) -> Result<ClientPort<S>, TransportError> {
    let claim = node.participant.claims.service(service, S::TYPE_NAME)?;
    let holder = Holder::new(&node.name, None);
    let request_type = names::type_name(S::TYPE_NAME, "_Request");
    node.participant.graph.hashes.know(&request_type, hashes::of_half::<S>(S::REQUEST));
    let requests =
        Arc::new(Matches::new(names::requests(service), request_type, holder.clone(), &SERVICE_QOS));
    let (writer, endpoint) = node.writer(requests.clone(), &SERVICE_QOS)?;
    let reply_type = names::type_name(S::TYPE_NAME, "_Response");
    node.participant.graph.hashes.know(&reply_type, hashes::of_half::<S>(S::RESPONSE));
    let replies = Inbox::new(node, &holder, (names::replies(service), reply_type), &SERVICE_QOS)?;
    let server = Arc::new(Server {
        requests,
        replies: replies.matches.clone(),
        graph: node.participant.graph.clone(),
        waiter: Mutex::default(),
    });
    for matches in [&server.requests, &server.replies] {
        let server = Arc::downgrade(&server);
        matches.on_change(move || {
            if let Some(server) = server.upgrade() {
                server.wake();
            }
        });
    }
    let core = Arc::new(Core {
        service: service.into(),
        node: node.clone(),
        sender: Mutex::new(Some(Sender { writer, endpoint })),
        replies,
        mapping: node.participant.mapping,
        server,
        calls: Mutex::default(),
        sequence: AtomicI64::new(0),
        length: AtomicUsize::new(0),
        _claim: claim,
    });
    let this: Weak<dyn Reopen> = Arc::downgrade(&core) as Weak<dyn Reopen>;
    node.participant.keep(this);
    Ok(ClientPort { requests: core.clone(), replies: Box::new(Replies(core)) })
}

impl Core {
    fn failed(&self, reason: String) -> CallError {
        CallError::Transport { service: self.service.to_string(), reason }
    }

    /// What writes requests, and what reads replies.
    fn names(&self) -> [Gid; 2] {
        let sender = lock(&self.sender);
        [sender.as_ref().map_or(Gid::UNKNOWN, |sender| sender.endpoint.gid), self.replies.gid()]
    }

    /// Which call a reply is for, and the message in its frame.
    fn call_of<'a>(&self, sample: &'a Sample<Raw>) -> Option<(CallId, &'a [u8])> {
        let style = self.mapping.style(sample.writer.prefix());
        let (sequence, message) = match style {
            Style::Enhanced if let Some(related) = sample.related => {
                let is_own = self.names().contains(&related.gid);
                is_own.then_some((related.sequence, &sample.value.bytes[..]))?
            }
            // Also where a reply of our own kind is too long for the other way.
            Style::Enhanced | Style::Cyclone => match Header::split(&sample.value) {
                Ok((header, message)) => {
                    let is_own = self.names().map(Gid::client).contains(&header.client);
                    is_own.then_some((header.sequence, message))?
                }
                Err(fault) => {
                    self.replies.malformed(sample.writer, fault);
                    return None;
                }
            },
        };
        // Without a call it is late, a second one, or made up.
        let call = lock(&self.calls).remove(&(style, sequence))?;
        Some((call.id, message))
    }

    /// Takes away a call that nobody answers any more, if there is one.
    fn forsaken(&self) -> Option<CallId> {
        let mut calls = lock(&self.calls);
        let is_gone = !calls.is_empty() && self.server.participant().is_none();
        let present = if calls.is_empty() { Vec::new() } else { self.server.requests.all() };
        let is_forsaken = |call: &Sent| is_gone || !call.heard_by.iter().any(|by| present.contains(by));
        let of = calls.iter().find(|(_, call)| is_forsaken(call)).map(|(of, _)| *of)?;
        calls.remove(&of).map(|call| call.id)
    }

    /// Sends a frame that holds a request, and notes which call its reply belongs to.
    fn write(&self, style: Style, sequence: i64, frame: Bytes, id: CallId) -> Result<(), String> {
        // The reply reader is named so that a server on Fast DDS waits until it is connected with it.
        let named = Related { gid: self.replies.gid(), sequence: Related::unknown_sequence() };
        let is_short = rpc::fits_one_datagram(frame.len());
        let related = (style == Style::Enhanced && is_short).then_some(named);
        // Held until the call is noted: the reply may be faster.
        let mut calls = lock(&self.calls);
        let sender = lock(&self.sender);
        let Some(Sender { writer, .. }) = &*sender else { return Ok(()) };
        if writer.next() % LET_GO_EVERY == 0 {
            let oldest = calls.values().map(|call| call.number).min().unwrap_or(i64::MAX);
            writer.let_go(oldest.min(writer.next() - BEHIND) - 1);
        }
        let number = writer.write(&Waiting::new(frame, related)).map_err(|refused| refused.to_string())?;
        drop(sender);
        let call = Sent { id, number, heard_by: self.server.requests.all() };
        calls.insert((style, if style == Style::Cyclone { sequence } else { number }), call);
        Ok(())
    }
}

impl Reopen for Core {
    fn reopen(&self) -> Result<(), TransportError> {
        let (writer, endpoint) = self.node.writer(self.server.requests.clone(), &SERVICE_QOS)?;
        drop_aside(lock(&self.sender).replace(Sender { writer, endpoint }));
        // The calls that wait have no server any more, also where the same one is found again.
        lock(&self.calls).values_mut().for_each(|call| call.heard_by.clear());
        self.server.wake();
        Ok(())
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        if let Some(Sender { writer, endpoint }) = lock(&self.sender).take() {
            endpoint.retire(writer);
        }
    }
}

impl<S: NamedService> RequestPort<S> for Core {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        let service = || self.service.to_string();
        if let Some(reason) = self.node.participant.pulse.illness() {
            return Err(self.failed(reason));
        }
        let Some(server) = self.server.participant() else {
            return Err(CallError::Unavailable { service: service() });
        };
        let waiting = lock(&self.calls).len();
        if waiting >= CALLS {
            return Err(CallError::QueueFull { service: service(), waiting });
        }
        let style = self.mapping.style(server);
        let mut frame = Vec::with_capacity(self.length.load(Ordering::Relaxed));
        let mut sequence = 0;
        if style == Style::Cyclone {
            sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
            Header { client: self.names()[0].client(), sequence }.write(&mut frame);
        }
        wire::encode(&request, &mut frame).map_err(|reason| self.failed(reason))?;
        self.length.store(frame.len(), Ordering::Relaxed);
        self.write(style, sequence, Bytes::from(frame), id).map_err(|reason| self.failed(reason))
    }

    fn give_up(&self, id: CallId) {
        lock(&self.calls).retain(|_, call| call.id != id);
    }

    /// On its way it may be overtaken by what another writer sends.
    fn take_back(&self, id: CallId) -> bool {
        lock(&self.calls).values().any(|call| call.id == id)
    }

    fn is_available(&self) -> bool {
        self.server.participant().is_some()
    }

    fn available(&self) -> BoxFuture<'static, ()> {
        let server = self.server.clone();
        Box::pin(async move {
            loop {
                let mut changed = std::pin::pin!(server.graph.changed.notified());
                changed.as_mut().enable();
                if server.participant().is_some() {
                    return;
                }
                changed.await;
            }
        })
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.replies.clone()
    }
}

struct Replies(Arc<Core>);

impl<S: NamedService> ReplyPort<S> for Replies {
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>> {
        let core = &*self.0;
        loop {
            match core.replies.poll_next(context) {
                Poll::Ready(Some(sample)) => {
                    let Some((id, message)) = core.call_of(&sample) else { continue };
                    let result = wire::decode_checked(message, sample.value.encoding, S::check_response);
                    let result = result.map_err(|fault| {
                        let error = core.failed(format!("the reply is malformed: {}", fault.detail));
                        core.replies.malformed(sample.writer, fault);
                        error
                    });
                    return Poll::Ready(Some(Reply { id, result }));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => break,
            }
        }
        // Registered before the server is looked for, so that no departure falls between.
        let waker = context.waker().clone();
        let replaced = lock(&core.server.waiter).replace(waker);
        drop(replaced);
        if let Some(id) = core.forsaken() {
            let result = Err(CallError::ServerGone { service: core.service.to_string() });
            return Poll::Ready(Some(Reply { id, result }));
        }
        Poll::Pending
    }
}

impl Drop for Replies {
    fn drop(&mut self) {
        self.0.replies.close();
        lock(&self.0.calls).clear();
    }
}
