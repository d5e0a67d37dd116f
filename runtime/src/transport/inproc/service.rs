//! A service: at most one server, any number of clients.

use std::any::type_name;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use super::super::queue::{Queue, Refused};
use super::super::{
    CallId, ClientPort, Clock, MessageInfo, Reply, ReplyPort, Request, RequestPort, Responder, ServerPort,
    Service,
};
use super::InProcessNode;
use super::graph::{Endpoint, Graph, Holder, Presence};
use crate::error::{CallError, TransportError};
use crate::facts::qos::Qos;
use crate::rt::BoxFuture;
use crate::rt::keeper::directly;
use crate::rt::numbered::Numbered;
use crate::rt::sync::lock;

/// How many requests wait at a server at the most. Each belongs to a caller who is told when it is refused,
/// so it is a bound on memory, not the depth of a history.
const MAX_REQUESTS: usize = Qos::KEEP_ALL_LIMIT;

pub(super) struct Slot<S: Service> {
    name: Arc<str>,
    server: Mutex<Option<Serving<S>>>,
}

struct Serving<S: Service> {
    requests: Arc<Queue<Queued<S>>>,
    by: String,
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
        Slot { name: name.into(), server: Mutex::new(None) }
    }

    /// Where requests wait, if there is a server.
    fn requests(&self) -> Option<Arc<Queue<Queued<S>>>> {
        lock(&self.server).as_ref().map(|serving| serving.requests.clone())
    }
}

impl<S: Service> Endpoint for Slot<S> {
    fn in_use(&self) -> bool {
        lock(&self.server).is_some()
    }
}

/// The two ends of a client.
pub(super) fn client<S: Service>(slot: Arc<Slot<S>>, node: &InProcessNode) -> ClientPort<S> {
    let replies = Arc::new(Queue::new());
    let (graph, clock) = (node.presence.shared_graph(), node.presence.clock.clone());
    let id = graph.id();
    let inbox = Replies { queue: replies.clone(), slot: slot.clone(), client: id };
    let requests = Requests {
        slot,
        replies,
        id,
        wanted: Arc::default(),
        graph,
        clock,
        sequence: AtomicU64::new(0),
        _holder: node.holder.clone(),
    };
    ClientPort { requests: Arc::new(requests), replies: Box::new(inbox) }
}

struct Requests<S: Service> {
    slot: Arc<Slot<S>>,
    replies: Arc<Queue<Reply<S>>>,
    /// The calls that were sent, have no reply yet, and were not given up.
    wanted: Arc<Mutex<Numbered<()>>>,
    /// Not the presence: a client that somebody kept does not keep its node in the graph.
    graph: Arc<Graph>,
    clock: Clock,
    id: u64,
    sequence: AtomicU64,
    _holder: Arc<Holder>,
}

impl<S: Service> Requests<S> {
    fn responder(&self, id: CallId) -> Responder<S> {
        let (replies, wanted) = (self.replies.clone(), self.wanted.clone());
        lock(&wanted).insert(id.0, ());
        Responder::new(self.slot.name.clone(), move |result| {
            let is_wanted = lock(&wanted).remove(id.0);
            if is_wanted.is_some() {
                // Bounded by the calls under way. Closed: nobody waits for it any more.
                let _ = replies.push(Reply { id, result }, usize::MAX);
            }
        })
    }
}

impl<S: Service> RequestPort<S> for Requests<S> {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        let service = || self.slot.name.to_string();
        let requests = self.slot.requests().ok_or_else(|| CallError::Unavailable { service: service() })?;
        let now = self.clock.now();
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let info = MessageInfo::new(now, now, sequence, self.id);
        let request = Request { request, info, responder: self.responder(id) };
        let (refused, error) =
            match directly(|| requests.push(Queued { client: self.id, call: id, request }, MAX_REQUESTS)) {
                Ok(()) => return Ok(()),
                Err(Refused::Full(refused)) => {
                    (refused, CallError::QueueFull { service: service(), waiting: MAX_REQUESTS })
                }
                Err(Refused::Closed(refused)) => (refused, CallError::ServerGone { service: service() }),
            };
        refused.request.responder.end(Err(error));
        Ok(())
    }

    fn give_up(&self, id: CallId) {
        if lock(&self.wanted).remove(id.0).is_none() {
            self.replies.forget(|reply| reply.id == id);
        } else if let Some(requests) = self.slot.requests() {
            // Where the handler has not begun, it does not begin any more.
            drop(requests.take_out(|queued| queued.client == self.id && queued.call == id));
        }
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
    queue: Arc<Queue<Reply<S>>>,
    slot: Arc<Slot<S>>,
    client: u64,
}

impl<S: Service> ReplyPort<S> for Replies<S> {
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>> {
        self.queue.poll_pop(context)
    }
}

impl<S: Service> Drop for Replies<S> {
    fn drop(&mut self) {
        drop(self.queue.close());
        if let Some(requests) = self.slot.requests() {
            requests.forget(|queued| queued.client == self.client);
        }
    }
}

pub(super) struct Server<S: Service> {
    slot: Arc<Slot<S>>,
    requests: Arc<Queue<Queued<S>>>,
    /// Keeps the node in the graph.
    _node: Arc<Presence>,
    _holder: Arc<Holder>,
}

impl<S: Service> Server<S> {
    pub(super) fn new(slot: Arc<Slot<S>>, node: &InProcessNode) -> Result<Server<S>, TransportError> {
        let (presence, holder) = (node.presence.clone(), node.holder.clone());
        let requests = Arc::new(Queue::new());
        {
            let mut server = lock(&slot.server);
            if let Some(serving) = &*server {
                let service = slot.name.to_string();
                return Err(TransportError::ServedAlready { service, by: serving.by.clone() });
            }
            *server = Some(Serving { requests: requests.clone(), by: presence.node.clone() });
        }
        presence.graph().served.notify_waiters();
        Ok(Server { slot, requests, _node: presence, _holder: holder })
    }
}

impl<S: Service> ServerPort<S> for Server<S> {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        self.requests.poll_pop(context).map(|queued| queued.map(|queued| queued.request))
    }
}

impl<S: Service> Drop for Server<S> {
    fn drop(&mut self) {
        *lock(&self.slot.server) = None;
        for queued in self.requests.close() {
            let service = self.slot.name.to_string();
            queued.request.responder.end(Err(CallError::ServerGone { service }));
        }
    }
}
