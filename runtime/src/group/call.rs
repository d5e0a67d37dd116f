//! Calls under way, and what a client is made of: who waits for which reply.

mod alone;
mod ends;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{self, Poll, Waker};
use std::time::Duration;

use super::asker::Asker;
use super::asking::{Asking, Asks, Checked};
use super::bell::Bell;
use super::lane::Door;
use super::late::{Late, LateCalls};
use crate::analysis::{Awaited, WaitMode};
use crate::error::CallError;
use crate::life::{ClientName, Ends, Life, Noted, Waits, current};
use crate::message::Service;
use crate::rt::Sleep;
use crate::rt::lock::wake;
use crate::rt::numbered::Numbered;
use crate::rt::sync::lock;
use crate::transport::{CallId, RequestPort};

/// What a client is made of.
pub(crate) struct ClientCore<S: Service> {
    pub(super) name: Arc<ClientName>,
    pub(super) limit: Option<Duration>,
    pub(super) life: Arc<Life>,
    pub(super) checked: Checked,
    answered_by: AnsweredBy,
    requests: Arc<dyn RequestPort<S>>,
    calls: Mutex<Calls<S>>,
    /// For a caller outside of all groups that comes for its reply itself.
    bell: Arc<Bell>,
    door: OnceLock<Door>,
}

/// Who answers a client.
#[derive(Clone)]
pub(super) enum AnsweredBy {
    Handler,
    /// Where it is in this process, it may have answered when the request is sent. Its answer comes then and there, unless
    /// a callback that blocks keeps the client's group from it.
    Keeper {
        blocked: Arc<AtomicBool>,
    },
}

/// Of so many answers one comes by way of the group all the same, so that who sends in a loop lets others run.
const AT_ONCE: u64 = 32;

/// The calls of a client.
struct Calls<S: Service> {
    next: u64,
    pending: Numbered<Pending<S>>,
    late: LateCalls<S>,
    /// The one call under way, if its caller comes for the reply itself.
    alone: Option<u64>,
}

/// A call under way: who waits, who is woken with its result, and the result.
struct Pending<S: Service> {
    /// `None` where it is noted with the node that waits, which is not the client's.
    noted: Option<Noted>,
    waker: Option<Waker>,
    result: Option<Result<S::Response, CallError>>,
}

impl<S: Service> Calls<S> {
    fn next(&mut self) -> CallId {
        self.next += 1;
        CallId(self.next)
    }
}

impl<S: Service> Pending<S> {
    /// Gives it its result, unless it has one: whom to wake. What is left is to be dropped without a lock.
    fn end(&mut self, result: &mut Option<Result<S::Response, CallError>>) -> Option<Waker> {
        if self.result.is_none() {
            self.result = result.take();
        }
        self.waker.take()
    }
}

impl<S: Service> ClientCore<S> {
    pub(super) fn new(
        name: ClientName,
        limit: Option<Duration>,
        life: Arc<Life>,
        requests: Arc<dyn RequestPort<S>>,
        answered_by: AnsweredBy,
    ) -> Arc<ClientCore<S>> {
        let awaited = match answered_by {
            AnsweredBy::Handler => Awaited::Handler,
            AnsweredBy::Keeper { .. } => Awaited::Keeper,
        };
        let core = Arc::new(ClientCore {
            answered_by,
            checked: Checked::new(&life, name.field, awaited),
            name: Arc::new(name),
            limit,
            requests,
            calls: Mutex::new(Calls {
                next: 0,
                pending: Numbered::default(),
                late: LateCalls::default(),
                alone: None,
            }),
            life,
            bell: Arc::default(),
            door: OnceLock::new(),
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
        Call { core: self, asker, blocks, limit, asking: Asking::new(asks), state, late: None }
    }

    /// Sends the request of a call, whose response may have come by then.
    fn send(&self, id: CallId, request: S::Request) -> Result<Option<S::Response>, CallError> {
        match &self.answered_by {
            // Looked at after the call is on the list: who cancels sees it there, or it sees that.
            _ if self.life.cancelled.is_raised() => {
                Err(CallError::Stopped { service: Some(self.name.service.clone()) })
            }
            AnsweredBy::Keeper { blocked }
                if !blocked.load(Ordering::SeqCst) && !id.0.is_multiple_of(AT_ONCE) =>
            {
                self.requests.ask(id, request)
            }
            _ => self.requests.send(id, request).map(|()| None),
        }
    }

    /// Sends a request whose reply nobody waits for.
    pub(super) fn send_unheard(&self, request: S::Request) {
        let id = lock(&self.calls).next();
        // Where nobody serves it, there is nobody to be told.
        let _ = self.requests.send(id, request);
    }

    /// Ends a call, if it is still under way. Whoever waits is woken, and may be the user.
    pub(super) fn answer(&self, call: CallId, result: Result<S::Response, CallError>) {
        let mut result = Some(result);
        let mut calls = lock(&self.calls);
        let Some(pending) = calls.pending.get_mut(call.0) else {
            let late = calls.late.take(call);
            drop(calls);
            if let (Some(late), Some(Ok(response))) = (late, result) {
                late(response);
            }
            return;
        };
        let waiter = pending.end(&mut result);
        drop(calls);
        if let Some(waiter) = waiter {
            wake(waiter);
        }
    }

    /// Leaves a call under way that is given up: `late` gets its reply.
    fn leave(&self, call: CallId, late: Late<S>) {
        let mut calls = lock(&self.calls);
        let gone = calls.pending.remove(call.0);
        let was_alone = self.join(&mut calls);
        let is_open = gone.as_ref().is_some_and(|pending| pending.result.is_none());
        // Where it has its answer, the server knows what it has begun.
        let oldest = if is_open { calls.late.add(call, late) } else { None };
        drop(calls);
        self.leave_to_group(was_alone);
        if let Some((oldest, _)) = oldest {
            self.requests.give_up(oldest);
        }
    }

    /// Forgets a call: what was known of it. In a function, so that the lock ends here.
    fn forget(&self, call: CallId) -> Option<Pending<S>> {
        let mut calls = lock(&self.calls);
        let gone = calls.pending.remove(call.0);
        let was_alone = self.join(&mut calls);
        drop(calls);
        self.leave_to_group(was_alone);
        gone
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
    state: CallState<'a, S>,
    late: Option<&'a (dyn Fn() -> Late<S> + Sync)>,
}

enum CallState<'a, S: Service> {
    Start(S::Request),
    Waiting(Wait<'a>),
    Done,
}

/// A call that was sent.
enum Started<'a, S: Service> {
    Waits(Wait<'a>),
    IsOver(S::Response),
}

struct Wait<'a> {
    id: CallId,
    /// Whether it has been taken off the list, with its result.
    is_over: bool,
    /// Whether it is outside of all groups, so that its caller may come for the reply itself.
    comes_itself: bool,
    deadline: Option<(Sleep, Duration)>,
    _waits: Option<Waits<'a>>,
}

// Nothing in a call is pinned in place: its parts are polled through `Pin::new`.
impl<S: Service> Unpin for Call<'_, S> {}

impl<S: Service> fmt::Debug for Call<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("service", &self.core.name.service).finish_non_exhaustive()
    }
}

impl<'a, S: Service> Call<'a, S> {
    pub(crate) fn service(&self) -> &str {
        &self.core.name.service
    }

    /// Has `late` get the reply where the call is given up before, and the transport can not take the request back.
    pub(super) fn or_late(mut self, late: &'a (dyn Fn() -> Late<S> + Sync)) -> Call<'a, S> {
        self.late = Some(late);
        self
    }

    fn ask(&mut self) -> Result<(), CallError> {
        let asked = self.asking.ask(&self.core.checked, self.asker);
        asked.map_err(|cycle| CallError::WouldDeadlock { service: self.core.name.service.clone(), cycle })
    }

    fn start(&self, request: S::Request, waker: Waker) -> Result<Started<'a, S>, CallError> {
        let (core, asker) = (self.core, self.asker);
        if asker.callback.is_none() && inside_a_sync_callback() {
            // No callback would be known to wait, though this one does.
            return Err(CallError::InsideCallback { service: core.name.service.clone() });
        }
        let noted = asker.noted(&core.life, self.blocks);
        let is_own = Arc::ptr_eq(&asker.life, &core.life);
        let exec = &core.life.exec;
        let comes_itself = noted.who.is_none() && exec.is_harmless(&waker);
        let (id, was_alone) = {
            let mut calls = lock(&core.calls);
            let id = calls.next();
            let was_alone = core.join(&mut calls);
            let known = comes_itself.then(|| waker.clone());
            let noted = is_own.then_some(noted);
            calls.pending.insert(id.0, Pending { noted, waker: Some(waker), result: None });
            if let Some(waker) = known {
                core.come_alone(&mut calls, id, &waker);
            }
            (id, was_alone)
        };
        core.leave_to_group(was_alone);
        if let Some(over) = core.send(id, request).transpose() {
            drop(core.forget(id));
            return over.map(Started::IsOver);
        }
        if core.life.cancelled.is_raised() {
            // Who cancelled may have given the call up before it was sent.
            core.requests.give_up(id);
        }
        let deadline = self.limit.map(|limit| (exec.sleep_until(exec.now() + limit), limit));
        let waits = (!is_own).then(|| asker.life.wait(noted.on(&core.name, core.life.instance)));
        Ok(Started::Waits(Wait { id, is_over: false, comes_itself, deadline, _waits: waits }))
    }
}

impl<S: Service> ClientCore<S> {
    /// The call's result. It is taken off the list with it.
    fn poll_answer(
        &self,
        id: CallId,
        context: &mut task::Context<'_>,
    ) -> Poll<Result<S::Response, CallError>> {
        let mut waker: Option<(Waker, Option<Waker>)> = None;
        loop {
            let mut calls = lock(&self.calls);
            let Calls { pending, alone, .. } = &mut *calls;
            let Some(own) = pending.get_mut(id.0) else {
                let service = Some(self.name.service.clone());
                return Poll::Ready(Err(CallError::Stopped { service }));
            };
            if let Some(result) = own.result.take() {
                let gone = pending.remove(id.0);
                let was_alone = self.join(&mut calls);
                drop(calls);
                drop(gone);
                self.leave_to_group(was_alone);
                return Poll::Ready(result);
            }
            if own.waker.as_ref().is_some_and(|known| known.will_wake(context.waker())) {
                return Poll::Pending;
            }
            // Cloned without the lock, and what it replaces is dropped after it: a waker may be the user's.
            if let Some((waker, harmless)) = waker {
                if *alone == Some(id.0) {
                    self.bell.hang(harmless);
                }
                let _replaced = own.waker.replace(waker);
                drop(calls);
                return Poll::Pending;
            }
            let is_alone = *alone == Some(id.0);
            drop(calls);
            let own = context.waker();
            let harmless = (is_alone && self.life.exec.is_harmless(own)).then(|| own.clone());
            waker = Some((own.clone(), harmless));
        }
    }
}

impl Wait<'_> {
    fn poll<S: Service>(
        &mut self,
        core: &ClientCore<S>,
        context: &mut task::Context<'_>,
    ) -> Poll<Result<S::Response, CallError>> {
        let mut answer = core.poll_answer(self.id, context);
        if answer.is_pending() && self.comes_itself && core.fetch(self.id) {
            answer = core.poll_answer(self.id, context);
        }
        if let Poll::Ready(result) = answer {
            self.is_over = true;
            return Poll::Ready(result);
        }
        if let Some((sleep, limit)) = &mut self.deadline
            && Pin::new(sleep).poll(context).is_ready()
        {
            let service = core.name.service.clone();
            return Poll::Ready(Err(CallError::Timeout { service, limit: *limit }));
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
            match this.start(request, context.waker().clone()) {
                Ok(Started::IsOver(response)) => return Poll::Ready(Ok(response)),
                // Its waker is known: an answer that has come already wakes it.
                Ok(Started::Waits(wait)) if wait.deadline.is_none() => {
                    this.state = CallState::Waiting(wait);
                    return Poll::Pending;
                }
                Ok(Started::Waits(wait)) => this.state = CallState::Waiting(wait),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        let CallState::Waiting(wait) = &mut this.state else { return Poll::Pending };
        let result = task::ready!(wait.poll(this.core, context));
        this.give_up();
        Poll::Ready(result)
    }
}

impl<S: Service> Call<'_, S> {
    fn give_up(&mut self) {
        let CallState::Waiting(wait) = std::mem::replace(&mut self.state, CallState::Done) else { return };
        if wait.is_over {
            return;
        }
        match self.late.take() {
            Some(late) if self.core.requests.take_back(wait.id) => self.core.leave(wait.id, late()),
            _ => {
                let pending = self.core.forget(wait.id);
                if pending.is_some_and(|pending| pending.result.is_none()) {
                    self.core.requests.give_up(wait.id);
                }
            }
        }
    }
}

impl<S: Service> Drop for Call<'_, S> {
    fn drop(&mut self) {
        self.give_up();
    }
}
