//! Clients. r2r remembers a call until its response comes, and tells of nothing else: who gives up, whose time
//! is over and whose server has gone ends here.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{Notify, mpsc, oneshot};

use super::super::cdr;
use super::super::claims::Claim;
use super::super::{CallId, ClientPort, Losses, Reply, ReplyPort, RequestPort};
use super::crossing::{Crossing, Way};
use super::faults::Faults;
use super::spin::{Ear, Spinner};
use super::support::{CALLS, RawClient, Response, Support, way};
use super::{Presence, refused};
use crate::error::{CallError, TransportError};
use crate::message::NamedService;
use crate::rt::BoxFuture;
use crate::rt::sync::lock;

/// What the ends of a client, its calls and its ear share.
struct Calls {
    service: String,
    raw: Box<dyn RawClient>,
    way: Way,
    /// What ends each call that has no response yet: with an error, or without a word when it is dropped.
    open: Mutex<BTreeMap<CallId, oneshot::Sender<CallError>>>,
    available: AtomicBool,
    came: Notify,
    faults: Faults,
    /// Not the presence: a client that somebody kept does not keep its node in the graph.
    spinner: Weak<Spinner>,
    _claim: Claim,
}

/// The two ends of a client.
pub(super) fn client<S: NamedService>(
    node: &Presence,
    service: &str,
) -> Result<ClientPort<S>, TransportError> {
    let claim = node.claims.service(service, S::TYPE_NAME)?;
    let support = Support::named(service, S::TYPE_NAME)?;
    let (name, spinner) = (service.to_owned(), Arc::downgrade(&node.spinner));
    let calls = node.spinner.with(move |spun| {
        let raw = (support.client)(&mut spun.node, &name);
        let raw = raw.map_err(|error| refused(&name, S::TYPE_NAME, &error))?;
        let calls = Arc::new(Calls {
            service: name,
            way: way::<S>(raw.defaults()),
            raw,
            open: Mutex::default(),
            available: AtomicBool::new(false),
            came: Notify::new(),
            faults: Faults::default(),
            spinner,
            _claim: claim,
        });
        spun.add(ClientEar { calls: Arc::downgrade(&calls), question: None });
        Ok(calls)
    })??;
    let (begun, beginning) = mpsc::unbounded_channel();
    let requests = Arc::new(Requests { calls: calls.clone(), begun });
    let replies = Box::new(Replies { calls, beginning, running: calls_under_way() });
    Ok(ClientPort { requests, replies })
}

impl Calls {
    fn listen(&self) {
        if let Some(spinner) = self.spinner.upgrade() {
            spinner.listen();
        }
    }

    fn is_available(&self) -> bool {
        self.available.load(Ordering::SeqCst)
    }

    fn server_came(&self) {
        self.available.store(true, Ordering::SeqCst);
        self.came.notify_waiters();
    }

    fn server_went(&self, error: impl Fn(String) -> CallError) {
        self.available.store(false, Ordering::SeqCst);
        let open = std::mem::take(&mut *lock(&self.open));
        for end in open.into_values() {
            // Nobody listens where the replies have been dropped.
            let _ = end.send(error(self.service.clone()));
        }
    }

    /// Puts a call on the list; what ends it there is returned.
    fn begin(&self, id: CallId) -> Result<oneshot::Receiver<CallError>, CallError> {
        let (end, ended) = oneshot::channel();
        let mut open = lock(&self.open);
        let waiting = open.len();
        if waiting >= CALLS {
            return Err(CallError::QueueFull { service: self.service.clone(), waiting });
        }
        open.insert(id, end);
        Ok(ended)
    }

    fn error(&self, reason: impl std::fmt::Display) -> CallError {
        CallError::Transport { service: self.service.clone(), reason: reason.to_string() }
    }
}

/// A call under way: its reply, unless it is given up.
type Running<S> = BoxFuture<'static, Option<Reply<S>>>;

struct Requests<S: NamedService> {
    calls: Arc<Calls>,
    /// Bounded by the calls under way.
    begun: mpsc::UnboundedSender<Running<S>>,
}

impl<S: NamedService> RequestPort<S> for Requests<S> {
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError> {
        let calls = &self.calls;
        calls.listen();
        let request = Crossing::from_ours(&request, calls.way).map_err(|error| calls.error(error))?;
        let ended = calls.begin(id)?;
        let response = match calls.is_available() {
            // Looked at after the call is on the list: when the server goes, it sees the call there.
            true => calls.raw.request(&request, calls.way).map_err(|error| calls.error(error)),
            false => Err(CallError::Unavailable { service: calls.service.clone() }),
        };
        let response = response.inspect_err(|_| drop(lock(&calls.open).remove(&id)))?;
        // An error means that nobody takes replies any more: the node has ended.
        let _ = self.begun.send(Box::pin(finish(calls.clone(), id, ended, response)));
        Ok(())
    }

    fn give_up(&self, id: CallId) {
        let end = lock(&self.calls.open).remove(&id);
        drop(end);
    }

    /// On its way it may be overtaken by what another client sends.
    fn take_back(&self, id: CallId) -> bool {
        lock(&self.calls.open).contains_key(&id)
    }

    fn is_available(&self) -> bool {
        self.calls.listen();
        self.calls.is_available()
    }

    fn available(&self) -> BoxFuture<'static, ()> {
        let calls = self.calls.clone();
        Box::pin(async move {
            calls.listen();
            loop {
                let mut came = std::pin::pin!(calls.came.notified());
                came.as_mut().enable();
                if calls.is_available() {
                    return;
                }
                came.await;
            }
        })
    }

    fn losses(&self) -> Arc<dyn Losses> {
        self.calls.clone()
    }
}

impl Losses for Calls {
    /// A reply always has room.
    fn lost(&self) -> u64 {
        0
    }

    /// r2r does not tell of servers that do not fit.
    fn incompatible(&self) -> u64 {
        0
    }

    fn malformed(&self) -> u64 {
        self.faults.count()
    }
}

async fn finish<S: NamedService>(
    calls: Arc<Calls>,
    id: CallId,
    ended: oneshot::Receiver<CallError>,
    response: Response,
) -> Option<Reply<S>> {
    let result = match select(ended, response).await {
        // Without a word: it was given up.
        Either::Left((end, _)) => Err(end.ok()?),
        Either::Right((response, ended)) => {
            // Before its other end, which would wake the group for nothing.
            drop(ended);
            lock(&calls.open).remove(&id)?;
            let response = response.map_err(|error| calls.error(error));
            response.and_then(|response| {
                responded::<S>(&response).map_err(|error| {
                    calls.faults.add(&calls.service, &error);
                    calls.error(error)
                })
            })
        }
    };
    Some(Reply { id, result })
}

fn responded<S: NamedService>(response: &Crossing) -> Result<S::Response, cdr::Error> {
    let response = response.to_ours()?;
    S::check_response(&response)?;
    Ok(response)
}

/// None yet, but one that never ends: when all of these futures were polled and none has ended, they have themselves
/// polled again, and so wake the group for nothing.
fn calls_under_way<S: NamedService>() -> FuturesUnordered<Running<S>> {
    let never: Running<S> = Box::pin(std::future::pending());
    FuturesUnordered::from_iter([never])
}

struct Replies<S: NamedService> {
    calls: Arc<Calls>,
    beginning: mpsc::UnboundedReceiver<Running<S>>,
    running: FuturesUnordered<Running<S>>,
}

impl<S: NamedService> ReplyPort<S> for Replies<S> {
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>> {
        self.calls.listen();
        while let Poll::Ready(Some(call)) = self.beginning.poll_recv(context) {
            self.running.push(call);
        }
        while let Poll::Ready(Some(ended)) = self.running.poll_next_unpin(context) {
            if let Some(reply) = ended {
                return Poll::Ready(Some(reply));
            }
        }
        Poll::Pending
    }
}

/// Asks whether a server is there. r2r answers when one is, and otherwise keeps the question.
struct ClientEar {
    calls: Weak<Calls>,
    question: Option<BoxFuture<'static, ::r2r::Result<()>>>,
}

impl Ear for ClientEar {
    fn hear(&mut self) -> ControlFlow<()> {
        let Some(calls) = self.calls.upgrade() else { return ControlFlow::Break(()) };
        let mut context = Context::from_waker(Waker::noop());
        if let Some(question) = &mut self.question
            && let Poll::Ready(answer) = question.as_mut().poll(&mut context)
        {
            self.question = None;
            if answer.is_ok() && !calls.is_available() {
                calls.server_came();
            }
        }
        ControlFlow::Continue(())
    }

    fn ask(&mut self) -> bool {
        if self.question.is_none()
            && let Some(calls) = self.calls.upgrade()
        {
            self.question = calls.raw.available().ok();
        }
        self.question.is_some()
    }

    fn look(&mut self, _node: &::r2r::Node) {
        if self.question.is_some()
            && let Some(calls) = self.calls.upgrade()
            && calls.is_available()
        {
            calls.server_went(|service| CallError::ServerGone { service });
        }
    }
}

impl Drop for ClientEar {
    fn drop(&mut self) {
        if let Some(calls) = self.calls.upgrade() {
            calls.server_went(|service| CallError::Stopped { service: Some(service) });
        }
    }
}
