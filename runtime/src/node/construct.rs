//! How a node's value comes about: its handles, plain fields and group states.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt::Display;

use crate::declare::{ByDefault, ByInit, ByItself, ByNothing, Impossible, NodeImpl};
use crate::group::Group;
use crate::group::context::{AsyncCx, Cx};
use crate::group::returned::{Failure, Kept, fail};

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

/// Stands beside what rustc could take for a type that it does not know, so that it does not.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unknown<X>(std::marker::PhantomData<X>);

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

impl<N: NodeImpl> InitOutput<N> for N {
    fn split(self, _: &mut States, _: Kept<N>) -> Result<N, Failure> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<N, O: InitOutput<N>, E: Display> InitOutput<N> for Result<O, E> {
    fn split(self, states: &mut States, keep: Kept<Self>) -> Result<N, Failure> {
        fail(self, keep)?.split(states, Ok)
    }
}

macro_rules! init_with_states {
    ($($state:ident)+) => {
        impl<N: NodeImpl, $($state: Group),+> InitOutput<N> for (N, $($state),+) {
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
