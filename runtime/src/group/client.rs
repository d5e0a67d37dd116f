//! Clients: handles that call a service.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{self, Poll};
use std::time::Duration;

use tokio::sync::oneshot;

use super::asking::{Asks, Checked};
use super::context::{Asker, AskerRef, Context};
use super::route::{Answer, Route, answer};
use super::{DefaultGroup, Group};
use crate::analysis::{Awaited, WaitMode};
use crate::error::{CallError, Stopped};
use crate::facts::check;
use crate::life::{ClientName, Current, Ends, Life, WaitEntry, Waits, current};
use crate::message::Service;
use crate::rt::Sleep;
use crate::rt::sync::{lock, until};
use crate::transport::{CallId, ReplyPort, RequestPort};

/// Calls a service. Its replies are delivered by group `G`.
///
/// A field of a node: `#[client("add_two_ints", timeout = "2s")] add: Client<AddTwoInts, Io>`. Clones are the
/// same client.
#[must_use]
pub struct Client<S, G = DefaultGroup> {
    core: Arc<dyn Anchor<S>>,
    group: PhantomData<fn() -> G>,
}

/// What a client holds on to. It asks nothing of `S`, so that a field with a wrong type is one error.
trait Anchor<S>: Send + Sync {
    fn core(&self) -> &Arc<ClientCore<S>>
    where
        S: Service;
}

struct Anchored<S: Service>(Arc<ClientCore<S>>);

impl<S: Service> Anchor<S> for Anchored<S> {
    fn core(&self) -> &Arc<ClientCore<S>> {
        &self.0
    }
}

impl<S, G> Clone for Client<S, G> {
    fn clone(&self) -> Self {
        Client { core: self.core.clone(), group: PhantomData }
    }
}

impl<S: Service, G> fmt::Debug for Client<S, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("service", &self.core.core().name.service).finish_non_exhaustive()
    }
}

/// What a client is made of.
pub(crate) struct ClientCore<S: Service> {
    name: Arc<ClientName>,
    limit: Option<Duration>,
    life: Arc<Life>,
    checked: Checked,
    requests: Arc<dyn RequestPort<S>>,
    pending: Mutex<BTreeMap<CallId, Answer<S>>>,
    next: AtomicU64,
}

impl<S: Service, G: Group> Client<S, G> {
    pub(crate) fn new(
        field: &'static str,
        service: String,
        limit: Option<Duration>,
        life: Arc<Life>,
        requests: Arc<dyn RequestPort<S>>,
    ) -> Client<S, G> {
        let name = ClientName { field, service, reply_group: G::FACTS.name };
        let core = ClientCore::new(name, limit, life, requests, Awaited::Handler);
        Client { core: Arc::new(Anchored(core)), group: PhantomData }
    }

    fn core(&self) -> &Arc<ClientCore<S>> {
        self.core.core()
    }

    pub(super) fn checked(&self) -> &Checked {
        &self.core().checked
    }

    /// What delivers the replies: it belongs to the client's group.
    pub(crate) fn route(&self, replies: Box<dyn ReplyPort<S>>) -> Route<S> {
        Route::new(self.core().clone(), replies)
    }

    /// The number of the client among those of its node, so that a mix-up can be seen.
    pub(crate) fn field(&self) -> &'static str {
        self.core().name.field
    }

    /// Calls the service and waits for its response: in a sync callback the call blocks and returns the
    /// result, in an async one it is a future. The client's own time limit applies, if it has one.
    ///
    /// A call that blocks an exclusive group on a client of that same group does not compile: the reply
    /// could never be delivered.
    ///
    /// # Errors
    /// [`CallError`] says why there is no response. A call that is dropped is given up.
    pub fn call<'a, C: Context>(&'a self, cx: &'a C, request: S::Request) -> C::Reply<'a, S> {
        const { refuse_own_group::<C, G>() };
        self.begin(cx, request, self.core().limit, Asks::Yes)
    }

    /// Like [`call`](Client::call), with a time limit of its own.
    ///
    /// # Errors
    /// [`CallError`] says why there is no response.
    pub fn call_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        request: S::Request,
        limit: Duration,
    ) -> C::Reply<'a, S> {
        const { refuse_own_group::<C, G>() };
        self.begin(cx, request, Some(limit), Asks::Yes)
    }

    pub(super) fn begin<'a, C: Context>(
        &'a self,
        cx: &'a C,
        request: S::Request,
        limit: Option<Duration>,
        asks: Asks,
    ) -> C::Reply<'a, S> {
        let AskerRef(asker) = cx.asker();
        cx.reply(self.core().call(asker, C::BLOCKS, request, limit, asks))
    }

    /// Waits until somebody serves the service. It needs no group, so it can not deadlock.
    ///
    /// # Errors
    /// [`Stopped`] when the node stops and its grace period is over.
    pub fn wait_for_service<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<(), Stopped>> {
        let (core, AskerRef(asker)) = (self.core(), cx.asker());
        cx.wait(Box::pin(async move {
            let _waits = asker.life.wait(core.entry(asker, C::BLOCKS));
            until(core.requests.available(), core.life.cancelled.raised()).await.ok_or(Stopped)
        }))
    }

    /// Waits at most `limit` until somebody serves the service: whether somebody does.
    pub fn wait_for_service_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Wait<'a, bool> {
        let core = self.core();
        cx.wait(Box::pin(async move {
            let deadline = core.life.exec.sleep_until(core.life.exec.now() + limit);
            let end = async {
                until(deadline, core.life.cancelled.raised()).await;
            };
            until(core.requests.available(), end).await.is_some()
        }))
    }

    /// Whether somebody serves the service now.
    pub fn service_is_ready(&self) -> bool {
        self.core().life.asks(&self.core().name);
        self.core().requests.is_available()
    }

    /// The service's full name.
    pub fn service_name(&self) -> &str {
        &self.core().name.service
    }
}

/// The rule at the reach of a call site: a cycle of length one.
///
/// `track_caller` keeps rustc from showing this function, and the panic's own, before the user's line.
///
/// rustc (1.95) says of such a `const` where it stands, which is in here, and adds the user's line as that of the
/// instantiation: the innermost one, so that a generic helper is shown and not the callback that called it. What was
/// tried to turn that round: `track_caller` and `inline(always)` on the method change nothing, for a `const` has no
/// caller; a `const` of a trait or a struct of ours stands in our file as well; one that `#[derive(Group)]` writes
/// stands in the user's file, but at the group's declaration, and there is none for the default group; a bound instead
/// of a `const` would stand at the call, and every generic helper would have to repeat it. A context's type says the
/// group, and not the callback. So waits that stand in the impl block are judged there first, at their own places.
#[track_caller]
pub(super) const fn refuse_own_group<C: Context, G: Group>() {
    if let Some(waiting) = C::GROUP
        && C::BLOCKS
        && waiting.is_exclusive()
        && waiting.same(&G::FACTS)
    {
        check::refuse(check::own_group_call(&waiting).as_str());
    }
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
        Call { core: self, asker, blocks, limit, asks, waits_for: None, state }
    }

    /// Sends a request whose reply nobody waits for.
    pub(super) fn send_unheard(&self, request: S::Request) {
        let id = CallId(self.next.fetch_add(1, Ordering::Relaxed));
        // Where nobody serves it, there is nobody to be told.
        let _ = self.requests.send(id, request);
    }

    pub(super) fn is_available(&self) -> bool {
        self.requests.is_available()
    }

    pub(super) async fn available(&self) {
        self.requests.available().await;
    }

    /// The call's answer, which is then nobody else's. In a function, so that the lock ends here.
    pub(super) fn take_pending(&self, call: CallId) -> Option<Answer<S>> {
        lock(&self.pending).remove(&call)
    }

    fn entry(&self, asker: &Asker, blocking: bool) -> WaitEntry {
        WaitEntry {
            callback: asker.callback,
            group: asker.group,
            blocking,
            client: self.name.clone(),
            since: self.life.exec.now(),
        }
    }
}

impl<S: Service> Ends for ClientCore<S> {
    fn end(&self) {
        let pending = std::mem::take(&mut *lock(&self.pending));
        for (call, answer) in pending {
            self.requests.give_up(call);
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
    asks: Asks,
    /// The callback that it was polled in last.
    waits_for: Option<Current>,
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

    /// Asks whether the callback that polls may wait. It is another one where the call was moved.
    fn ask(&mut self) -> Result<(), CallError> {
        let who = current();
        if who == self.waits_for || self.asks == Asks::No {
            return Ok(());
        }
        self.waits_for = who;
        let Some(who) = who else { return Ok(()) };
        let service = &self.core.name.service;
        self.core
            .checked
            .ask(who)
            .map_err(|cycle| CallError::WouldDeadlock { service: service.clone(), cycle })
    }

    fn start(&self, request: S::Request) -> Result<Wait<S>, CallError> {
        if self.asker.group.is_none() && inside_a_sync_callback() {
            // No callback would be known to wait, though this one does.
            return Err(CallError::InsideCallback { service: self.core.name.service.clone() });
        }
        let id = CallId(self.core.next.fetch_add(1, Ordering::Relaxed));
        let (sender, answer) = answer();
        lock(&self.core.pending).insert(id, sender);
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
