//! How a node's value comes about: its handles, plain fields and group states.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt::Display;

use super::NodeStruct;
use crate::facts::ClientFacts;
use crate::group::client::Client;
use crate::group::publisher::Publisher;
use crate::group::{Group, Kind, State};
use crate::transport::Service;

/// Whether a node has an `#[init]`.
#[doc(hidden)]
pub trait Construction {}

/// Every plain field is its type's default.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByDefault {}

/// `#[init]` names every field.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByInit {}

impl Construction for ByDefault {}
impl Construction for ByInit {}

/// A plain field of a node that is constructed by `C`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the plain field of type `{Self}` has no default value",
    label = "a node without `#[init]` makes its plain fields with `Default`",
    note = "implement `Default` for `{Self}`, or write `#[init] fn init(h: Handles<Self>) -> Self` and name every field"
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

/// A group's state that nobody gives: its type's default.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "group `{Self}` has no default state",
    label = "the state of this group is made with `Default`",
    note = "derive `Default` for `{Self}`, or return its value from `#[init]` beside the node: `-> (Self, {Self})`"
)]
pub trait DefaultState: Group {
    fn state() -> Self;
}

#[diagnostic::do_not_recommend]
impl<G: Group + Default> DefaultState for G {
    fn state() -> G {
        G::default()
    }
}

/// The field of a client.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[client]` is of type `Client<S, G>`, not `{Self}`",
    label = "this is no client",
    note = "`S` is the service's type and `G` the group of its replies; left out, it is the default group"
)]
pub trait ClientField: Sized {
    type Service: Service;
    type Group: Group;
    fn from_client(client: Client<Self::Service, Self::Group>) -> Self;
}

impl<S: Service, G: Group> ClientField for Client<S, G> {
    type Service = S;
    type Group = G;

    fn from_client(client: Client<S, G>) -> Self {
        client
    }
}

/// What is known about the client in a field of type `F`.
pub const fn client_facts<F: ClientField>(
    service: &'static str,
    service_type: &'static str,
    timeout: Option<std::time::Duration>,
) -> ClientFacts {
    ClientFacts { service, service_type, group: F::Group::FACTS, timeout }
}

/// The field of a publisher.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[publisher]` is of type `Publisher<M>`, not `{Self}`",
    label = "this is no publisher",
    note = "`M` is the message's type"
)]
pub trait PublisherField: Sized {
    type Message: Send + Sync + 'static;
    fn from_publisher(publisher: Publisher<Self::Message>) -> Self;
}

impl<M: Send + Sync + 'static> PublisherField for Publisher<M> {
    type Message = M;

    fn from_publisher(publisher: Publisher<M>) -> Self {
        publisher
    }
}

/// What `#[init]` may return: the node, with group states beside it, or a `Result` of that.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[init]` can not return `{Self}`",
    label = "return `Self`, `(Self, State, ..)` with states of groups, or a `Result` of one of them",
    note = "an error has to implement `Display`"
)]
pub trait InitOutput<N> {
    fn split(self, states: &mut States) -> Result<N, String>;
}

impl<N: NodeStruct> InitOutput<N> for N {
    fn split(self, _: &mut States) -> Result<N, String> {
        Ok(self)
    }
}

impl<N, O: InitOutput<N>, E: Display> InitOutput<N> for Result<O, E> {
    fn split(self, states: &mut States) -> Result<N, String> {
        self.map_err(|error| error.to_string())?.split(states)
    }
}

macro_rules! init_with_states {
    ($($state:ident)+) => {
        impl<N: NodeStruct, $($state: Group),+> InitOutput<N> for (N, $($state),+) {
            #[allow(non_snake_case)]
            fn split(self, states: &mut States) -> Result<N, String> {
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

/// Looks whether `#[init]` put every handle into its own field.
#[doc(hidden)]
#[derive(Default)]
pub struct HandleCheck {
    pub(super) misplaced: Option<&'static str>,
}

impl HandleCheck {
    pub fn client<S: Service, G: Group>(&mut self, field: &'static str, client: &Client<S, G>) {
        self.compare(field, client.field());
    }

    pub fn publisher<M>(&mut self, field: &'static str, publisher: &Publisher<M>) {
        self.compare(field, publisher.field());
    }

    fn compare(&mut self, field: &'static str, owner: &'static str) {
        if field != owner {
            self.misplaced.get_or_insert(field);
        }
    }
}

/// A group's state as a callback asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a callback of group `{G}` can not take its state as `{Self}`",
    label = "not to be had from this group",
    note = "callbacks of a reentrant group overlap: they take `&{G}`, with a lock or an atomic inside; only those of an exclusive group take `&mut {G}`"
)]
pub trait StateParam<'a, G: Group> {
    fn from_state(state: State<'a, G>) -> Self;
}

impl<'a, G: Group<Kind = crate::group::Exclusive>> StateParam<'a, G> for &'a mut G {
    fn from_state(state: &'a mut G) -> Self {
        state
    }
}

impl<'a, G: Group> StateParam<'a, G> for &'a G
where
    G::Kind: Share<'a, G>,
{
    fn from_state(state: State<'a, G>) -> Self {
        <G::Kind as Share<'a, G>>::share(state)
    }
}

/// A state that can be had as `&G`: that of either kind.
#[doc(hidden)]
pub trait Share<'a, G: 'a>: Kind<G> {
    fn share(state: <Self as Kind<G>>::State<'a>) -> &'a G;
}

impl<'a, G: Send + 'static> Share<'a, G> for crate::group::Exclusive {
    fn share(state: &'a mut G) -> &'a G {
        state
    }
}

impl<'a, G: Send + Sync + 'static> Share<'a, G> for crate::group::Reentrant {
    fn share(state: &'a G) -> &'a G {
        state
    }
}

/// A context as a callback asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a callback of group `{G}` can not take `{Self}`",
    label = "this is the context of another group",
    note = "a callback waits in the group that runs it: take the context of `{G}`, or put the callback into the other group with `#[group(..)]`"
)]
pub trait ContextParam<'a, G> {
    /// The context that is lent.
    type Lent;
    fn from_context(cx: &'a Self::Lent) -> Self;
}

impl<'a, G> ContextParam<'a, G> for &'a crate::Cx<G> {
    type Lent = crate::Cx<G>;

    fn from_context(cx: &'a crate::Cx<G>) -> Self {
        cx
    }
}

impl<'a, G> ContextParam<'a, G> for &'a crate::AsyncCx<G> {
    type Lent = crate::AsyncCx<G>;

    fn from_context(cx: &'a crate::AsyncCx<G>) -> Self {
        cx
    }
}

/// A message by value, cloned where others hold it too.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a message of type `{Self}` can not be taken by value",
    label = "others may hold this message too, and it can not be cloned",
    note = "take `&{Self}` or `Arc<{Self}>`, or derive `Clone`"
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
