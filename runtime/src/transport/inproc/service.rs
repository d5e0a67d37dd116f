//! A service: at most one server, any number of clients.

use std::any::type_name;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, ready};

use super::super::holder::Holder;
use super::super::queue::{Queue, Refused};
use super::super::{
    AnswerAtOnce, CallId, ClientPort, Clock, LastWord, MessageInfo, Reply, ReplyPort, Request, RequestPort,
    Responder, ServerPort, Service,
};
use super::InProcessNode;
use super::graph::{Endpoint, Graph, Presence};
use super::returns::{GivenUp, Looks, Returns};
use crate::error::{CallError, TransportError};
use crate::facts::qos::Qos;
use crate::rt::BoxFuture;
use crate::rt::keeper::directly;
use crate::rt::sync::lock;

/// How many requests wait at a server at the most. Each belongs to a caller who is told when it is refused,
/// so it is a bound on memory, not the depth of a history.
const MAX_REQUESTS: usize = Qos::KEEP_ALL_LIMIT;

pub(super) struct Slot<S: Service> {
    name: Arc<str>,
    /// Closed where there is no server.
    requests: Queue<Queued<S>>,
    /// The node that serves it.
    server: Mutex<Option<String>>,
    /// What answers requests where they are made, and whether there is any.
    at_once: Mutex<Option<AnswerAtOnce<S>>>,
    is_at_once: AtomicBool,
    /// The number of the server that takes the requests, or took them last. Written before the queue is opened, and read
    /// under its lock.
    serving: AtomicU64,
    /// Those that may have calls under way.
    clients: Mutex<Vec<Weak<Returns<S>>>>,
}

/// A request that waits for its handler, and whose it is: so that it can be taken out when it is given up.
struct Queued<S: Service> {
    client: u64,
    call: CallId,
    request: Request<S>,
}

impl<S: Service> Slot<S> {
    /// The graph's service of this name.
    ///
    /// # Errors
    /// Where it has another type.
    pub(super) fn of(
        graph: &Graph,
        name: &str,
        holder: &Arc<Holder>,
    ) -> Result<Arc<Slot<S>>, TransportError> {
        graph.service(name, type_name::<S>(), holder, Slot::new)
    }

    fn new(name: &str) -> Slot<S> {
        Slot {
            name: name.into(),
            requests: Queue::closed(),
            server: Mutex::new(None),
            at_once: Mutex::default(),
            is_at_once: AtomicBool::new(false),
            serving: AtomicU64::new(0),
            clients: Mutex::default(),
        }
    }

    fn answers_at_once(&self, answer: Option<AnswerAtOnce<S>>) {
        self.is_at_once.store(answer.is_some(), Ordering::Release);
        let before = std::mem::replace(&mut *lock(&self.at_once), answer);
        drop(before);
    }

    fn at_once(&self) -> Option<AnswerAtOnce<S>> {
        if self.is_at_once.load(Ordering::Acquire) { lock(&self.at_once).clone() } else { None }
    }

    /// Has a client told when a server is over.
    fn know(&self, client: &Arc<Returns<S>>) {
        let mut clients = lock(&self.clients);
        // Only then, so that many clients cost no more than a few each.
        if clients.len() == clients.capacity() {
            clients.retain(|client| client.strong_count() > 0);
        }
        clients.push(Arc::downgrade(client));
    }

    /// No answer comes from that server any more: not to what waits for it, and not to what it has taken.
    fn end(&self, number: u64) {
        fail(&self.name, self.requests.close_if(|| self.serving.load(Ordering::Relaxed) == number));
        let clients: Vec<_> = lock(&self.clients).iter().filter_map(Weak::upgrade).collect();
        clients.iter().for_each(|client| client.server_gone(number));
    }
}

impl<S: Service> Endpoint for Slot<S> {
    fn in_use(&self) -> bool {
        lock(&self.server).is_some()
    }
}

/// The two ends of a client.
pub(super) fn client<S: Service>(slot: Arc<Slot<S>>, node: &InProcessNode) -> ClientPort<S> {
    let returns = Returns::new(slot.name.clone());
    let (graph, clock) = (node.presence.shared_graph(), node.presence.clock.clone());
    let id = graph.id();
    slot.know(&returns);
    let replies = Replies { returns: returns.clone(), slot: slot.clone(), client: id, is_drained: false };
    let requests = Requests { slot, returns, id, graph, clock, _holder: node.holder.clone() };
    ClientPort { requests: Arc::new(requests), replies: Box::new(replies) }
}

struct Requests<S: Service> {
    slot: Arc<Slot<S>>,
    returns: Arc<Returns<S>>,
    /// Not the presence: a client that somebody kept does not keep its node in the graph.
    graph: Arc<Graph>,
    clock: Clock,
    id: u64,
    _holder: Arc<Holder>,
}

impl<S: Service> Requests<S> {
    /// Notes a call that is sent: the how manieth it is, and the way back.
    fn begin(&self, id: CallId, looks: Looks) -> (u64, Responder<S>) {
        let number = self.returns.begin(id, self.slot.serving.load(Ordering::Relaxed), looks);
        (number, Responder::to(self.returns.clone(), id))
    }

    fn push(&self, id: CallId, request: S::Request, looks: Looks) -> Result<(), CallError> {
        let queued = || {
            let now = self.clock.now();
            let (number, responder) = self.begin(id, looks);
            let info = MessageInfo::new(now, now, number, self.id);
            Queued { client: self.id, call: id, request: Request { request, info, responder } }
        };
        let service = || self.slot.name.to_string();
        match directly(|| self.slot.requests.push(MAX_REQUESTS, queued)) {
            Ok(()) => Ok(()),
            Err(Refused::Full) => Err(CallError::QueueFull { service: service(), waiting: MAX_REQUESTS }),
            Err(Refused::Closed) => Err(CallError::Unavailable { service: service() }),
        }
    }
}

impl<S: Service> RequestPort<S> for Requests<S> {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        if let Some(answer) = self.slot.at_once() {
            answer(request, self.begin(id, Looks::Never).1);
            return Ok(());
        }
        self.push(id, request, Looks::Never)
    }

    fn ask(&self, id: CallId, request: S::Request) -> Result<Option<S::Response>, CallError> {
        self.push(id, request, Looks::AtOnce)?;
        self.returns.look(id).transpose()
    }

    fn give_up(&self, id: CallId) {
        if self.returns.give_up(id) == GivenUp::Unanswered {
            // Where the handler has not begun, it does not begin any more.
            let is_it = |queued: &Queued<S>| queued.client == self.id && queued.call == id;
            drop(self.slot.requests.take_out(is_it));
        }
    }

    fn take_back(&self, id: CallId) -> bool {
        self.give_up(id);
        false
    }

    fn is_available(&self) -> bool {
        self.slot.in_use()
    }

    fn available(&self) -> BoxFuture<'static, ()> {
        let (slot, graph) = (self.slot.clone(), self.graph.clone());
        Box::pin(async move {
            loop {
                let mut served = std::pin::pin!(graph.served.notified());
                served.as_mut().enable();
                if slot.in_use() {
                    return;
                }
                served.await;
            }
        })
    }
}

struct Replies<S: Service> {
    returns: Arc<Returns<S>>,
    slot: Arc<Slot<S>>,
    client: u64,
    is_drained: bool,
}

impl<S: Service> ReplyPort<S> for Replies<S> {
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>> {
        let (reply, is_last) = ready!(self.returns.poll(context)).split();
        self.is_drained = is_last;
        Poll::Ready(Some(reply))
    }

    fn is_drained(&self) -> bool {
        self.is_drained
    }
}

impl<S: Service> Drop for Replies<S> {
    fn drop(&mut self) {
        self.returns.close();
        self.slot.requests.forget(|queued| queued.client == self.client);
    }
}

pub(super) struct Server<S: Service> {
    slot: Arc<Slot<S>>,
    number: u64,
    is_drained: bool,
    /// Keeps the node in the graph.
    _node: Arc<Presence>,
    _holder: Arc<Holder>,
}

impl<S: Service> Server<S> {
    pub(super) fn new(slot: Arc<Slot<S>>, node: &InProcessNode) -> Result<Server<S>, TransportError> {
        let (presence, holder) = (node.presence.clone(), node.holder.clone());
        let number = presence.graph().id();
        {
            let mut server = lock(&slot.server);
            if let Some(by) = &*server {
                let service = slot.name.to_string();
                return Err(TransportError::ServedAlready { service, by: by.clone() });
            }
            *server = Some(presence.node.clone());
            slot.serving.store(number, Ordering::Relaxed);
            slot.requests.open();
        }
        presence.graph().served.notify_waiters();
        Ok(Server { slot, number, is_drained: false, _node: presence, _holder: holder })
    }
}

impl<S: Service> ServerPort<S> for Server<S> {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        let Some(taken) = ready!(self.slot.requests.poll_take(context)) else { return Poll::Ready(None) };
        let (queued, is_last) = taken.split();
        self.is_drained = is_last;
        Poll::Ready(Some(queued.request))
    }

    fn is_drained(&self) -> bool {
        self.is_drained
    }

    fn answer_at_once(&mut self, answer: AnswerAtOnce<S>) {
        self.slot.answers_at_once(Some(answer));
    }

    fn last_word(&self) -> Option<LastWord> {
        let (slot, number) = (self.slot.clone(), self.number);
        Some(Box::new(move || slot.end(number)))
    }
}

impl<S: Service> Drop for Server<S> {
    fn drop(&mut self) {
        self.slot.answers_at_once(None);
        let left = self.slot.requests.close();
        *lock(&self.slot.server) = None;
        fail(&self.slot.name, left);
    }
}

fn fail<S: Service>(service: &str, left: VecDeque<Queued<S>>) {
    for queued in left {
        queued.request.responder.end(Err(CallError::ServerGone { service: service.to_owned() }));
    }
}
