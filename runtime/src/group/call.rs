//! Calls under way, and what a client is made of: who waits for which reply.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{self, Poll};
use std::time::Duration;

use tokio::sync::oneshot;

use super::asker::Asker;
use super::asking::{Asking, Asks, Checked};
use super::served::Served;
use crate::analysis::{Awaited, WaitMode};
use crate::error::CallError;
use crate::life::{ClientName, Ends, Life, Waits, current};
use crate::message::Service;
use crate::rt::Sleep;
use crate::rt::lock::no_lock_held;
use crate::rt::numbered::Numbered;
use crate::rt::sync::lock;
use crate::transport::{CallId, RequestPort};

/// What a client is made of.
pub(crate) struct ClientCore<S: Service> {
    pub(super) name: Arc<ClientName>,
    pub(super) limit: Option<Duration>,
    pub(super) life: Arc<Life>,
    pub(super) checked: Checked,
    requests: Arc<dyn RequestPort<S>>,
    pending: Mutex<Numbered<Answer<S>>>,
    next: AtomicU64,
}

impl<S: Service> ClientCore<S> {
    pub(super) fn new(
        name: ClientName,
        limit: Option<Duration>,
        life: Arc<Life>,
        requests: Arc<dyn RequestPort<S>>,
        awaited: Awaited,
    ) -> Arc<ClientCore<S>> {
        let core = Arc::new(ClientCore {
            checked: Checked::new(&life, name.field, awaited),
            name: Arc::new(name),
            limit,
            requests,
            pending: Mutex::default(),
            next: AtomicU64::new(0),
            life,
        });
        let handle: Arc<dyn Ends> = core.clone();
        core.life.tell_when_cancelled(Arc::downgrade(&handle));
        core
    }

    /// A call that begins when it is polled.
    pub(super) fn call<'a>(
        self: &'a Arc<Self>,
        asker: &'a Asker,
        blocks: bool,
        request: S::Request,
        limit: Option<Duration>,
        asks: Asks,
    ) -> Call<'a, S> {
        let state = CallState::Start(request);
        Call { core: self, asker, blocks, limit, asking: Asking::new(asks), state }
    }

    /// Sends a request whose reply nobody waits for.
    pub(super) fn send_unheard(&self, request: S::Request) {
        let id = CallId(self.next.fetch_add(1, Ordering::Relaxed));
        // Where nobody serves it, there is nobody to be told.
        let _ = self.requests.send(id, request);
    }

    /// The call's answer, which is then nobody else's. In a function, so that the lock ends here.
    pub(super) fn take_pending(&self, call: CallId) -> Option<Answer<S>> {
        lock(&self.pending).remove(call.0)
    }
}

impl<S: Service> Served for ClientCore<S> {
    fn client(&self) -> &Arc<ClientName> {
        &self.name
    }

    fn life(&self) -> &Life {
        &self.life
    }

    fn is_available(&self) -> bool {
        self.requests.is_available()
    }

    async fn available(&self) {
        self.requests.available().await;
    }
}

impl<S: Service> Ends for ClientCore<S> {
    fn end(&self) {
        let pending = std::mem::take(&mut *lock(&self.pending));
        for (call, answer) in pending.into_entries() {
            self.requests.give_up(CallId(call));
            answer.send(Err(CallError::Stopped { service: Some(self.name.service.clone()) }));
        }
    }
}

pub(super) fn inside_a_sync_callback() -> bool {
    current().is_some_and(|callback| callback.mode == WaitMode::Blocking)
}

/// A call under way. It begins when it is first polled, and is given up when it is dropped.
#[must_use = "a call does nothing unless it is awaited"]
pub struct Call<'a, S: Service> {
    core: &'a Arc<ClientCore<S>>,
    asker: &'a Asker,
    blocks: bool,
    limit: Option<Duration>,
    asking: Asking,
    state: CallState<S>,
}

enum CallState<S: Service> {
    Start(S::Request),
    Waiting(Wait<S>),
    Done,
}

struct Wait<S: Service> {
    id: CallId,
    answer: oneshot::Receiver<Result<S::Response, CallError>>,
    deadline: Option<(Sleep, Duration)>,
    _waits: Waits,
}

// Nothing in a call is pinned in place: its parts are polled through `Pin::new`.
impl<S: Service> Unpin for Call<'_, S> {}

impl<S: Service> fmt::Debug for Call<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("service", &self.core.name.service).finish_non_exhaustive()
    }
}

impl<S: Service> Call<'_, S> {
    pub(crate) fn service(&self) -> &str {
        &self.core.name.service
    }

    fn ask(&mut self) -> Result<(), CallError> {
        let asked = self.asking.ask(&self.core.checked, self.asker);
        asked.map_err(|cycle| CallError::WouldDeadlock { service: self.core.name.service.clone(), cycle })
    }

    fn start(&self, request: S::Request) -> Result<Wait<S>, CallError> {
        if self.asker.callback.is_none() && inside_a_sync_callback() {
            // No callback would be known to wait, though this one does.
            return Err(CallError::InsideCallback { service: self.core.name.service.clone() });
        }
        let id = CallId(self.core.next.fetch_add(1, Ordering::Relaxed));
        let (sender, answer) = answer();
        lock(&self.core.pending).insert(id.0, sender);
        // Looked at after the call is on the list: who cancels sees it there, or it sees that.
        let sent = if self.core.life.cancelled.is_raised() {
            Err(CallError::Stopped { service: Some(self.core.name.service.clone()) })
        } else {
            self.core.requests.send(id, request)
        };
        if let Err(error) = sent {
            drop(self.core.take_pending(id));
            return Err(error);
        }
        if self.core.life.cancelled.is_raised() {
            // Who cancelled may have given the call up before it was sent.
            self.core.requests.give_up(id);
        }
        let exec = &self.core.life.exec;
        let deadline = self.limit.map(|limit| (exec.sleep_until(exec.now() + limit), limit));
        let waits = self.asker.life.wait(self.core.entry(self.asker, self.blocks));
        Ok(Wait { id, answer, deadline, _waits: waits })
    }
}

impl<S: Service> Wait<S> {
    fn poll(
        &mut self,
        service: &str,
        context: &mut task::Context<'_>,
    ) -> Poll<Result<S::Response, CallError>> {
        if let Poll::Ready(answer) = Pin::new(&mut self.answer).poll(context) {
            // The sender goes without an answer only with the client's whole node.
            return Poll::Ready(
                answer.unwrap_or_else(|_| Err(CallError::Stopped { service: Some(service.to_owned()) })),
            );
        }
        if let Some((sleep, limit)) = &mut self.deadline
            && Pin::new(sleep).poll(context).is_ready()
        {
            return Poll::Ready(Err(CallError::Timeout { service: service.to_owned(), limit: *limit }));
        }
        Poll::Pending
    }
}

impl<S: Service> Future for Call<'_, S> {
    type Output = Result<S::Response, CallError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Err(error) = this.ask() {
            this.give_up();
            return Poll::Ready(Err(error));
        }
        if let CallState::Start(_) = this.state {
            let CallState::Start(request) = std::mem::replace(&mut this.state, CallState::Done) else {
                return Poll::Pending;
            };
            match this.start(request) {
                Ok(wait) => this.state = CallState::Waiting(wait),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        let CallState::Waiting(wait) = &mut this.state else { return Poll::Pending };
        let result = task::ready!(wait.poll(&this.core.name.service, context));
        this.give_up();
        Poll::Ready(result)
    }
}

impl<S: Service> Call<'_, S> {
    fn give_up(&mut self) {
        if let CallState::Waiting(wait) = std::mem::replace(&mut self.state, CallState::Done)
            && self.core.take_pending(wait.id).is_some()
        {
            self.core.requests.give_up(wait.id);
        }
    }
}

impl<S: Service> Drop for Call<'_, S> {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// Where a call waits for its result.
pub(super) struct Answer<S: Service>(oneshot::Sender<Result<S::Response, CallError>>);

/// The two ends of a call's result.
pub(super) fn answer<S: Service>() -> (Answer<S>, oneshot::Receiver<Result<S::Response, CallError>>) {
    let (sender, receiver) = oneshot::channel();
    (Answer(sender), receiver)
}

impl<S: Service> Answer<S> {
    /// Ends the call. Whoever waits is woken, and may be the user.
    pub(super) fn send(self, result: Result<S::Response, CallError>) {
        no_lock_held();
        // Nobody listens where the call was dropped meanwhile.
        let _ = self.0.send(result);
    }
}
