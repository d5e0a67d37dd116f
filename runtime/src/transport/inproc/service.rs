//! A service: at most one server, any number of clients.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use super::super::queue::{Queue, Refused};
use super::super::{
    CallId, ClientPort, Clock, MessageInfo, Reply, ReplyPort, Request, RequestPort, Responder, ServerPort,
    Service,
};
use super::graph::{Endpoint, Graph, Presence};
use crate::error::{CallError, TransportError};
use crate::facts::qos::Qos;
use crate::rt::BoxFuture;
use crate::rt::sync::lock;

/// How many requests wait at a server at the most. Each belongs to a caller who is told when it is refused,
/// so it is a bound on memory, not the depth of a history.
const MAX_REQUESTS: usize = Qos::KEEP_ALL_LIMIT;

pub(super) struct Slot<S: Service> {
    name: Arc<str>,
    server: Mutex<Option<Serving<S>>>,
}

struct Serving<S: Service> {
    requests: Arc<Queue<Request<S>>>,
    by: String,
}

impl<S: Service> Slot<S> {
    pub(super) fn new(name: &str) -> Slot<S> {
        Slot { name: name.into(), server: Mutex::new(None) }
    }
}

impl<S: Service> Endpoint for Slot<S> {
    fn in_use(&self) -> bool {
        lock(&self.server).is_some()
    }
}

/// The two ends of a client.
pub(super) fn client<S: Service>(slot: Arc<Slot<S>>, node: Arc<Presence>) -> ClientPort<S> {
    let replies = Arc::new(Queue::new());
    let (graph, clock) = (node.shared_graph(), node.clock.clone());
    let requests = Requests {
        slot,
        replies: replies.clone(),
        id: graph.id(),
        wanted: Arc::default(),
        graph,
        clock,
        sequence: AtomicU64::new(0),
    };
    ClientPort { requests: Arc::new(requests), replies: Box::new(Replies(replies)) }
}

struct Requests<S: Service> {
    slot: Arc<Slot<S>>,
    replies: Arc<Queue<Reply<S>>>,
    /// The calls that were sent, have no reply yet, and were not given up.
    wanted: Arc<Mutex<BTreeSet<CallId>>>,
    /// Not the presence: a client that somebody kept does not keep its node in the graph.
    graph: Arc<Graph>,
    clock: Clock,
    id: u64,
    sequence: AtomicU64,
}

impl<S: Service> Requests<S> {
    fn responder(&self, id: CallId) -> Responder<S> {
        let (replies, wanted) = (self.replies.clone(), self.wanted.clone());
        lock(&wanted).insert(id);
        Responder::new(self.slot.name.clone(), move |result| {
            let is_wanted = lock(&wanted).remove(&id);
            if is_wanted {
                // Bounded by the calls under way. Closed: nobody waits for it any more.
                let _ = replies.push(Reply { id, result }, usize::MAX);
            }
        })
    }
}

impl<S: Service> RequestPort<S> for Requests<S> {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        let service = || self.slot.name.to_string();
        let requests = match &*lock(&self.slot.server) {
            Some(serving) => serving.requests.clone(),
            None => return Err(CallError::Unavailable { service: service() }),
        };
        let now = self.clock.now();
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let info = MessageInfo::new(now, now, sequence, self.id);
        let request = Request { request, info, responder: self.responder(id) };
        match requests.push(request, MAX_REQUESTS) {
            Ok(()) => Ok(()),
            Err(Refused::Full(request)) => {
                request
                    .responder
                    .end(Err(CallError::QueueFull { service: service(), waiting: MAX_REQUESTS }));
                Ok(())
            }
            Err(Refused::Closed(request)) => {
                request.responder.end(Err(CallError::ServerGone { service: service() }));
                Ok(())
            }
        }
    }

    fn give_up(&self, id: CallId) {
        if !lock(&self.wanted).remove(&id) {
            self.replies.forget(|reply| reply.id == id);
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

struct Replies<S: Service>(Arc<Queue<Reply<S>>>);

impl<S: Service> ReplyPort<S> for Replies<S> {
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>> {
        self.0.poll_pop(context)
    }
}

impl<S: Service> Drop for Replies<S> {
    fn drop(&mut self) {
        drop(self.0.close());
    }
}

pub(super) struct Server<S: Service> {
    slot: Arc<Slot<S>>,
    requests: Arc<Queue<Request<S>>>,
    /// Keeps the node in the graph.
    _node: Arc<Presence>,
}

impl<S: Service> Server<S> {
    pub(super) fn new(slot: Arc<Slot<S>>, node: Arc<Presence>) -> Result<Server<S>, TransportError> {
        let requests = Arc::new(Queue::new());
        {
            let mut server = lock(&slot.server);
            if let Some(serving) = &*server {
                let service = slot.name.to_string();
                return Err(TransportError::ServedAlready { service, by: serving.by.clone() });
            }
            *server = Some(Serving { requests: requests.clone(), by: node.node.clone() });
        }
        node.graph().served.notify_waiters();
        Ok(Server { slot, requests, _node: node })
    }
}

impl<S: Service> ServerPort<S> for Server<S> {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        self.requests.poll_pop(context)
    }
}

impl<S: Service> Drop for Server<S> {
    fn drop(&mut self) {
        *lock(&self.slot.server) = None;
        for request in self.requests.close() {
            let service = self.slot.name.to_string();
            request.responder.end(Err(CallError::ServerGone { service }));
        }
    }
}
