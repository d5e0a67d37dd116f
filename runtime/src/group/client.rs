//! Clients: handles that call a service.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::anchor::{Anchor, Anchors};
use super::asker::AskerRef;
use super::asking::{Asks, Checked};
use super::call::{AnsweredBy, Call, ClientCore};
use super::context::Context;
use super::route::Route;
use super::{DefaultGroup, Group, availability};
use crate::error::{CallError, Stopped};
use crate::facts::check;
use crate::life::{ClientName, Life};
use crate::message::Service;
use crate::transport::{ReplyPort, RequestPort};

/// Calls a service. Its replies are delivered by group `G`.
///
/// A field of a node: `#[client("add_two_ints", timeout = "2s")] add: Client<AddTwoInts, Io>`. Clones are the
/// same client.
#[must_use]
pub struct Client<S, G = DefaultGroup> {
    core: Anchor<Calls, S>,
    group: PhantomData<fn() -> G>,
}

/// Anchors the cores of clients.
enum Calls {}

impl<S: Service> Anchors<S> for Calls {
    type Core = Arc<ClientCore<S>>;
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

impl<S: Service, G: Group> Client<S, G> {
    pub(crate) fn wired(
        field: &'static str,
        service: String,
        limit: Option<Duration>,
        life: Arc<Life>,
        requests: Arc<dyn RequestPort<S>>,
    ) -> Client<S, G> {
        let name = ClientName { field, service, reply_group: G::FACTS.name };
        let core = ClientCore::new(name, limit, life, requests, AnsweredBy::Handler);
        Client { core: Anchor::to(core), group: PhantomData }
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
    /// [`CallError`](crate::CallError) says why there is no response. A call that is dropped is given up.
    pub fn call<'a, C: Context>(&'a self, cx: &'a C, request: S::Request) -> C::Reply<'a, S> {
        const { refuse_own_group::<C, G>() };
        self.begin(cx, request, self.core().limit, Asks::Yes)
    }

    /// Like [`call`](Client::call), with a time limit of its own.
    ///
    /// # Errors
    /// [`CallError`](crate::CallError) says why there is no response.
    pub fn call_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        request: S::Request,
        limit: Duration,
    ) -> C::Reply<'a, S> {
        const { refuse_own_group::<C, G>() };
        self.begin(cx, request, Some(limit), Asks::Yes)
    }

    /// A call that begins when it is polled, whatever the context: for what is built on calls.
    #[track_caller]
    pub(crate) fn later<'a, C: Context>(&'a self, cx: &'a C, request: S::Request) -> Call<'a, S> {
        const { refuse_own_group::<C, G>() };
        let AskerRef(asker) = cx.asker();
        self.core().call(asker, C::BLOCKS, request, self.core().limit, Asks::Yes)
    }

    /// The error of a call that would block a thread of the runtime.
    pub(crate) fn inside_runtime(&self) -> CallError {
        CallError::InsideRuntime { service: self.core().name.service.clone() }
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
        availability::wait(cx, &**self.core())
    }

    /// Waits at most `limit` until somebody serves the service: whether somebody does.
    pub fn wait_for_service_timeout<'a, C: Context>(
        &'a self,
        cx: &'a C,
        limit: Duration,
    ) -> C::Wait<'a, bool> {
        availability::wait_at_most(cx, &**self.core(), limit)
    }

    /// Whether somebody serves the service now.
    pub fn service_is_ready(&self) -> bool {
        availability::is_ready(&**self.core())
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
