//! How a node's value comes about: its handles, plain fields and group states.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt::Display;

use crate::declare::{ByDefault, ByInit, ByItself, ByNothing, Impossible, NodeStruct};
use crate::facts::qos::Qos;
use crate::facts::{ClientFacts, FieldKind, GroupFacts, NamedType, PublisherFacts, RustType};
use crate::group::Group;
use crate::group::client::Client;
use crate::group::context::{AsyncCx, Cx};
use crate::group::publisher::Publisher;
use crate::group::returned::{Failure, Kept, fail};
use crate::group::timer::Timer;
use crate::message::Service;
use crate::transport::Responder;

/// A plain field of a node that is constructed by `C`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the plain field of type `{Self}` has no default value",
    label = "a node without `#[init]` makes its plain fields with `Default`",
    note = "implement `Default` for `{Self}`, or write `#[init] fn init(h: Handles<Self>) -> Self` and name every field",
    note = "see: rosweave::field"
)]
pub trait PlainField<C> {
    fn plain() -> Self;
}

#[diagnostic::do_not_recommend]
impl<V: Default> PlainField<ByDefault> for V {
    fn plain() -> V {
        V::default()
    }
}

impl<V> PlainField<ByInit> for V {
    fn plain() -> V {
        unreachable!("a node with `#[init]` is made by it")
    }
}

/// A plain field of a node.
pub fn plain<V: PlainField<C>, C>() -> V {
    V::plain()
}

/// A group's state that nobody gives: its type's default.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "group `{Self}` has no default state",
    label = "the state of this group is made with `Default`",
    note = "derive `Default` for `{Self}`, or return its value from `#[init]` beside the node: `-> (Self, {Self})`",
    note = "see: rosweave::group"
)]
pub trait DefaultState: Sized {
    fn state() -> Self;
}

#[diagnostic::do_not_recommend]
impl<G: Default> DefaultState for G {
    fn state() -> G {
        G::default()
    }
}

/// The group of a callback, by a projection: where it is none, rustc says so once, and no more of it. See [`ByItself`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no callback group",
    label = "this has to be a type that derives `Group`",
    note = "put `#[derive(Group, Default)]` on `{Self}`, or `#[group(reentrant)]` too if its callbacks may overlap",
    note = "see: rosweave::group"
)]
pub trait IsGroup<I> {
    type Itself: Group;
}

#[diagnostic::do_not_recommend]
impl<G: Group> IsGroup<ByItself> for G {
    type Itself = G;
}

#[diagnostic::do_not_recommend]
impl<G: Impossible> IsGroup<ByNothing> for G {
    type Itself = crate::group::DefaultGroup;
}

/// The service of a callback, by a projection as in [`IsGroup`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no service",
    label = "this has to be a type that implements `rosweave::Service`",
    note = "implement it for a type of yours: `impl Service for {Self} {{ type Request = ..; type Response = ..; }}`",
    note = "it is the service's own type, and not that of its request: `AddTwoInts`, and not `AddTwoIntsRequest`",
    note = "see: rosweave::message"
)]
pub trait IsService<I> {
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<S: Service> IsService<ByItself> for S {
    type Itself = S;
}

#[diagnostic::do_not_recommend]
impl<S: Impossible> IsService<ByNothing> for S {
    type Itself = Unknown<()>;
}

/// Stands beside what rustc could take for a type that it does not know, so that it does not.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unknown<X>(std::marker::PhantomData<X>);

/// The field of a client.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[client]` is of type `Client<S, G>`, not `{Self}`",
    label = "this is no client",
    note = "`S` is the service's type and `G` the group of its replies; left out, it is the default group",
    note = "see: rosweave::field"
)]
pub trait ClientField {
    type Service: 'static;
    const GROUP: GroupFacts<'static>;
}

impl<S: Service, G: Group> ClientField for Client<S, G> {
    type Service = S;
    const GROUP: GroupFacts<'static> = G::FACTS;
}

/// What is known about the client in a field of type `F`.
pub const fn client_facts<F: ClientField>(
    service: &'static str,
    service_type: &'static str,
    ros_type: Option<NamedType<'static>>,
    timeout: Option<std::time::Duration>,
) -> FieldKind<'static> {
    let rust_type = Some(RustType::of::<F::Service>());
    FieldKind::Client(ClientFacts { service, service_type, ros_type, rust_type, group: F::GROUP, timeout })
}

/// The field of a publisher.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[publisher]` is of type `Publisher<M>`, not `{Self}`",
    label = "this is no publisher",
    note = "`M` is the message's type",
    note = "see: rosweave::field"
)]
pub trait PublisherField {
    type Message: 'static;
}

impl<M: Send + Sync + 'static> PublisherField for Publisher<M> {
    type Message = M;
}

/// What is known about the publisher in a field of type `F`.
pub const fn publisher_facts<F: PublisherField>(
    topic: &'static str,
    message: &'static str,
    ros_type: Option<NamedType<'static>>,
    qos: Qos,
    overridable: bool,
) -> FieldKind<'static> {
    let rust_type = Some(RustType::of::<F::Message>());
    FieldKind::Publisher(PublisherFacts { topic, message, ros_type, rust_type, qos, overridable })
}

/// The field of a timer's handle.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[timer_handle]` is of type `Timer`, not `{Self}`",
    label = "this is no timer",
    note = "see: rosweave::field"
)]
pub trait TimerField {}

impl TimerField for Timer {}

/// What is known about the timer's handle in a field of type `F`.
pub const fn timer_facts<F: TimerField>(callback: &'static str) -> FieldKind<'static> {
    FieldKind::Timer { callback }
}

/// What `#[init]` may return: the node, with group states beside it, or a `Result` of that.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[init]` can not return `{Self}`",
    label = "return `Self`, `(Self, State, ..)` with states of groups, or a `Result` of one of them",
    note = "an error has to implement `Display`",
    note = "see: rosweave::signature"
)]
pub trait InitOutput<N>: Sized {
    fn split(self, states: &mut States, keep: Kept<Self>) -> Result<N, Failure>;
}

impl<N: NodeStruct> InitOutput<N> for N {
    fn split(self, _: &mut States, _: Kept<N>) -> Result<N, Failure> {
        Ok(self)
    }
}

impl<N, O: InitOutput<N>, E: Display> InitOutput<N> for Result<O, E> {
    fn split(self, states: &mut States, keep: Kept<Self>) -> Result<N, Failure> {
        fail(self, keep)?.split(states, Ok)
    }
}

macro_rules! init_with_states {
    ($($state:ident)+) => {
        impl<N: NodeStruct, $($state: Group),+> InitOutput<N> for (N, $($state),+) {
            #[allow(non_snake_case)]
            fn split(self, states: &mut States, _: Kept<Self>) -> Result<N, Failure> {
                let (node, $($state),+) = self;
                $(states.put($state);)+
                Ok(node)
            }
        }
    };
}

init_with_states!(A);
init_with_states!(A B);
init_with_states!(A B C);
init_with_states!(A B C D);
init_with_states!(A B C D E1);
init_with_states!(A B C D E1 F);

/// Group states by their type.
#[doc(hidden)]
#[derive(Default)]
pub struct States(HashMap<TypeId, Box<dyn Any + Send>>);

impl States {
    fn put<G: Group>(&mut self, state: G) {
        self.0.insert(TypeId::of::<G>(), Box::new(state));
    }

    pub(super) fn take<G: Group>(&mut self) -> Option<G> {
        Some(*self.0.remove(&TypeId::of::<G>())?.downcast().ok()?)
    }
}

/// A group's state as a callback asks for it, of what the group lends.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a callback can not take the state of its group as `{Self}`: the group lends it as `{Lent}`",
    label = "callbacks of a reentrant group share its state",
    note = "take `{Lent}`, with a lock or an atomic inside, or make the group exclusive: leave out `#[group(reentrant)]`",
    note = "see: rosweave::signature"
)]
pub trait StateParam<Lent> {
    fn from_state(state: Lent) -> Self;
}

#[diagnostic::do_not_recommend]
impl<'a, G> StateParam<&'a mut G> for &'a mut G {
    fn from_state(state: &'a mut G) -> &'a mut G {
        state
    }
}

#[diagnostic::do_not_recommend]
impl<'a, G> StateParam<&'a mut G> for &'a G {
    fn from_state(state: &'a mut G) -> &'a G {
        state
    }
}

#[diagnostic::do_not_recommend]
impl<'a, G> StateParam<&'a G> for &'a G {
    fn from_state(state: &'a G) -> &'a G {
        state
    }
}

/// A context as a sync callback asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a callback of group `{G}` can not take `{Self}`",
    label = "this is the context of another group",
    note = "a callback waits in the group that runs it: take the context of `{G}`, or put the callback into the other group with `#[group(..)]`",
    note = "see: rosweave::signature"
)]
pub trait SyncParam<'a, G> {
    fn from_context(cx: &'a Cx<G>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<'a, G> SyncParam<'a, G> for &'a Cx<G> {
    fn from_context(cx: &'a Cx<G>) -> Self {
        cx
    }
}

#[diagnostic::do_not_recommend]
impl<'a, G> SyncParam<'a, Unknown<G>> for &'a Cx<G> {
    fn from_context(_: &'a Cx<Unknown<G>>) -> Self {
        unreachable!("no group is unknown")
    }
}

/// A context as a sync callback asks for it.
pub fn context<'a, C: SyncParam<'a, G>, G>(cx: &'a Cx<G>) -> C {
    C::from_context(cx)
}

/// A context as an async callback asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a callback of group `{G}` can not take `{Self}`",
    label = "this is the context of another group",
    note = "a callback waits in the group that runs it: take the context of `{G}`, or put the callback into the other group with `#[group(..)]`",
    note = "see: rosweave::signature"
)]
pub trait AsyncParam<'a, G> {
    fn from_context(cx: &'a AsyncCx<G>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<'a, G> AsyncParam<'a, G> for &'a AsyncCx<G> {
    fn from_context(cx: &'a AsyncCx<G>) -> Self {
        cx
    }
}

#[diagnostic::do_not_recommend]
impl<'a, G> AsyncParam<'a, Unknown<G>> for &'a AsyncCx<G> {
    fn from_context(_: &'a AsyncCx<Unknown<G>>) -> Self {
        unreachable!("no group is unknown")
    }
}

/// A context as an async callback asks for it.
pub fn async_context<'a, C: AsyncParam<'a, G>, G>(cx: &'a AsyncCx<G>) -> C {
    C::from_context(cx)
}

/// The request of service `S`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "service `{S}` does not ask with `{Self}`",
    label = "not the request of this service",
    note = "take the type that `{S}` names as its `Request`, by value or by reference",
    note = "see: rosweave::signature"
)]
pub trait RequestOf<S: Service>: Sized {
    fn request(request: S::Request) -> Self;
}

#[diagnostic::do_not_recommend]
impl<R, S: Service<Request = R>> RequestOf<S> for R {
    fn request(request: R) -> R {
        request
    }
}

/// The responder of service `S`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a handler of service `{S}` can not take `{Self}`",
    label = "the responder of another service",
    note = "take `Responder<{S}>`",
    note = "see: rosweave::signature"
)]
pub trait ResponderOf<S: Service>: Sized {
    fn responder(responder: Responder<S>) -> Self;
}

impl<S: Service> ResponderOf<S> for Responder<S> {
    fn responder(responder: Responder<S>) -> Self {
        responder
    }
}

/// A message by value, cloned where others hold it too.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a message of type `{Self}` can not be taken by value",
    label = "others may hold this message too, and it can not be cloned",
    note = "take `&{Self}` or `Arc<{Self}>`, or derive `Clone`",
    note = "see: rosweave::signature"
)]
pub trait Take: Sized {
    fn take(message: std::sync::Arc<Self>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<M: Clone> Take for M {
    fn take(message: std::sync::Arc<M>) -> M {
        std::sync::Arc::unwrap_or_clone(message)
    }
}

/// A message by value.
pub fn take<M: Take>(message: std::sync::Arc<M>) -> M {
    M::take(message)
}

/// What `#[validate]` may return.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[validate]` can not return `{Self}`",
    label = "return `Result<(), E>` with an error that says why the values are refused",
    note = "`E` has to implement `Display`",
    note = "see: rosweave::signature"
)]
pub trait IntoVerdict {
    fn into_verdict(self) -> Result<(), String>;
}

impl<E: Display> IntoVerdict for Result<(), E> {
    fn into_verdict(self) -> Result<(), String> {
        self.map_err(|error| error.to_string())
    }
}
