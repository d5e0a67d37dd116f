//! The way back from a service to one of its clients.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use super::super::ports::Answers;
use super::super::queue::{Sleeper, Taken};
use super::super::{CallId, Reply, Service};
use crate::error::CallError;
use crate::rt::lock::{lock, wake_by_ref};
use crate::rt::numbered::Numbered;

/// The calls of a client that are under way, and the replies that it has not read.
pub(super) struct Returns<S: Service> {
    service: Arc<str>,
    state: Mutex<State<S>>,
}

struct State<S: Service> {
    sent: u64,
    /// The calls that were sent, have no reply yet, and were not given up.
    wanted: Numbered<Wanted>,
    /// Bounded by the calls under way.
    replies: VecDeque<Reply<S>>,
    reader: Sleeper,
    closed: bool,
}

struct Wanted {
    /// To which server it went.
    server: u64,
    /// Whether who sends it looks for the reply in a moment, so that nobody is to be woken for it.
    looks: Looks,
}

/// Whether who sends a request looks for the reply as soon as it is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    AtOnce,
    Never,
}

/// How far a call had come that is given up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenUp {
    /// It has no reply.
    Unanswered,
    Answered,
}

impl<S: Service> Returns<S> {
    pub(super) fn new(service: Arc<str>) -> Arc<Returns<S>> {
        let (wanted, replies, reader) = (Numbered::default(), VecDeque::new(), Sleeper::default());
        Arc::new(Returns {
            service,
            state: Mutex::new(State { sent: 0, wanted, replies, reader, closed: false }),
        })
    }

    /// A call is sent: the how manieth it is.
    pub(super) fn begin(&self, id: CallId, server: u64, looks: Looks) -> u64 {
        let mut state = lock(&self.state);
        state.sent += 1;
        state.wanted.insert(id.0, Wanted { server, looks });
        state.sent
    }

    /// The reply, if it has come and nobody has read it. If not, it is read as all others are.
    pub(super) fn look(&self, id: CallId) -> Option<Result<S::Response, CallError>> {
        let mut state = lock(&self.state);
        if let Some(wanted) = state.wanted.get_mut(id.0) {
            wanted.looks = Looks::Never;
            return None;
        }
        let place = state.replies.iter().rposition(|reply| reply.id == id)?;
        state.replies.remove(place).map(|reply| reply.result)
    }

    /// Nobody wants the call's reply any more.
    pub(super) fn give_up(&self, id: CallId) -> GivenUp {
        let mut state = lock(&self.state);
        if state.wanted.remove(id.0).is_some() {
            return GivenUp::Unanswered;
        }
        let place = state.replies.iter().position(|reply| reply.id == id);
        let gone = place.and_then(|place| state.replies.remove(place));
        drop(state);
        drop(gone);
        GivenUp::Answered
    }

    /// Fails the calls that `server` has not answered.
    pub(super) fn server_gone(&self, server: u64) {
        let mut left = Vec::new();
        for (call, to) in lock(&self.state).wanted.entries_mut() {
            if to.server == server {
                left.push(CallId(call));
            }
        }
        for call in left {
            self.answer(call, Err(CallError::ServerGone { service: self.service.to_string() }));
        }
    }

    /// The next reply.
    pub(super) fn poll(&self, context: &mut Context<'_>) -> Poll<Taken<Reply<S>>> {
        let mut waker = None;
        loop {
            let mut state = lock(&self.state);
            if let Some(reply) = state.replies.pop_front() {
                let is_last = state.replies.is_empty() && state.reader.sleep(context);
                return Poll::Ready(if is_last { Taken::Last(reply) } else { Taken::OfMore(reply) });
            }
            if state.reader.sleep(context) {
                return Poll::Pending;
            }
            // Cloned without the lock, and what it replaces is dropped after it: a waker may be the user's.
            if let Some(waker) = waker {
                let _replaced = state.reader.sleep_with(waker);
                drop(state);
                return Poll::Pending;
            }
            drop(state);
            waker = Some(Arc::new(context.waker().clone()));
        }
    }

    /// Nobody reads replies any more.
    pub(super) fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        let gone = (std::mem::take(&mut state.replies), std::mem::take(&mut state.reader));
        drop(state);
        drop(gone);
    }
}

impl<S: Service> Answers<S> for Returns<S> {
    fn service(&self) -> &str {
        &self.service
    }

    fn answer(&self, id: CallId, result: Result<S::Response, CallError>) {
        let reader = {
            let mut state = lock(&self.state);
            // What is not wanted is dropped without the lock.
            let Some(Wanted { looks, .. }) = state.wanted.remove(id.0).filter(|_| !state.closed) else {
                return;
            };
            state.replies.push_back(Reply { id, result });
            if looks == Looks::AtOnce { None } else { state.reader.wake() }
        };
        if let Some(reader) = reader {
            wake_by_ref(&reader);
        }
    }
}
