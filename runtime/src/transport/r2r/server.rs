//! Servers.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use super::super::cdr;
use super::super::claims::Claim;
use super::super::queue::{Queue, Refused};
use super::super::{Clock, Losses, MessageInfo, Request, Responder, ServerPort};
use super::crossing::{Crossing, Way};
use super::faults::Faults;
use super::spin::Ear;
use super::support::{Asked, RawServer, Support, way};
use super::{Presence, refused};
use crate::error::{CallError, TransportError};
use crate::facts::qos::Qos;
use crate::message::NamedService;
use crate::rt::time::Time;

/// How many requests wait at a server at the most: a bound on memory, not the depth of a history.
const MAX_REQUESTS: usize = Qos::KEEP_ALL_LIMIT;

struct Inbox {
    service: Arc<str>,
    queue: Queue<(Box<dyn Asked>, Time)>,
    refused: AtomicU64,
    faults: Faults,
}

impl Losses for Inbox {
    fn lost(&self) -> u64 {
        self.queue.lost() + self.refused.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// r2r does not tell of clients that do not fit.
    fn incompatible(&self) -> u64 {
        0
    }

    fn malformed(&self) -> u64 {
        self.faults.count()
    }
}

pub(super) struct Server {
    inbox: Arc<Inbox>,
    way: Way,
    /// Keeps the node in the graph.
    node: Arc<Presence>,
    _claims: [Claim; 2],
}

impl Server {
    pub(super) fn new<S: NamedService>(
        node: &Arc<Presence>,
        service: &str,
    ) -> Result<Server, TransportError> {
        let claims = [node.claims.service(service, S::TYPE_NAME)?, node.claims.server(service, &node.name)?];
        let support = Support::named(service, S::TYPE_NAME)?;
        let inbox = Arc::new(Inbox {
            service: service.into(),
            queue: Queue::new(),
            refused: AtomicU64::new(0),
            faults: Faults::default(),
        });
        let (ears, clock) = (inbox.clone(), node.clock.clone());
        let way = node.spinner.with(move |spun| {
            let raw = (support.server)(&mut spun.node, &ears.service);
            let raw = raw.map_err(|error| refused(&ears.service, S::TYPE_NAME, &error))?;
            let way = way::<S>(raw.defaults());
            spun.add(ServerEar { inbox: ears, raw, clock });
            Ok(way)
        })??;
        Ok(Server { inbox, way, node: node.clone(), _claims: claims })
    }
}

fn requested<S: NamedService>(asked: &dyn Asked, way: Way) -> Result<S::Request, cdr::Error> {
    let request = asked.request(way)?.to_ours()?;
    S::check_request(&request)?;
    Ok(request)
}

impl<S: NamedService> ServerPort<S> for Server {
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>> {
        self.node.spinner.listen();
        while let Some((asked, time)) = std::task::ready!(self.inbox.queue.poll_pop(context)) {
            let service = &self.inbox.service;
            match requested::<S>(&*asked, self.way) {
                Ok(request) => {
                    let info = MessageInfo::new(time, time, 0, 0);
                    return Poll::Ready(Some(Request {
                        request,
                        info,
                        responder: responder(service, asked, self.way),
                    }));
                }
                Err(error) => self.inbox.faults.add(service, &error),
            }
        }
        Poll::Ready(None)
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.inbox.clone()
    }
}

/// The way back. A response is all that ROS 2 can carry: a caller that gets none is told by its own time limit.
fn responder<S: NamedService>(service: &Arc<str>, asked: Box<dyn Asked>, way: Way) -> Responder<S> {
    let name = service.clone();
    // Never locked: it lets the way back be shared, which r2r's requests can not be.
    let asked = Mutex::new(asked);
    Responder::new(service.clone(), move |result| {
        let asked = asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Err(reason) = result.and_then(|response| respond::<S>(&name, asked, &response, way)) {
            tracing::warn!(service = %name, %reason, "a request gets no response, and ROS 2 does not tell its caller");
        }
    })
}

fn respond<S: NamedService>(
    service: &str,
    asked: Box<dyn Asked>,
    response: &S::Response,
    way: Way,
) -> Result<(), CallError> {
    let error = |reason| CallError::Transport { service: service.to_owned(), reason };
    let answered = Crossing::from_ours(response, way).and_then(|response| asked.respond(&response));
    answered.map_err(|reason| error(reason.to_string()))
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.inbox.queue.close());
    }
}

struct ServerEar {
    inbox: Arc<Inbox>,
    raw: Box<dyn RawServer>,
    clock: Clock,
}

impl Ear for ServerEar {
    fn hear(&mut self) -> ControlFlow<()> {
        while let Some(request) = self.raw.next() {
            let service = &self.inbox.service;
            match self.inbox.queue.push(MAX_REQUESTS, || (request, self.clock.now())) {
                Ok(()) => {}
                Err(Refused::Full) => {
                    if self.inbox.refused.fetch_add(1, Ordering::Relaxed) == 0 {
                        tracing::warn!(%service, waiting = MAX_REQUESTS, "a service takes no more requests");
                    }
                }
                Err(Refused::Closed) => {}
            }
        }
        if self.inbox.queue.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Drop for ServerEar {
    fn drop(&mut self) {
        drop(self.inbox.queue.close());
    }
}
