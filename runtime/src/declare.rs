//! What the macros declare of a node: its two halves, and how callbacks get at it.
//!
//! The halves learn of each other here, through traits and consts, and not through a macro that the struct leaves
//! for the impl block: a `#[node]` that was forgotten on the struct is then an unimplemented trait, which can say so
//! in words, where an unknown macro could not. What needs the tokens of both, the generated documents, can still
//! have them in builds of the documents alone: `#[cfg_attr(doc, doc = Name!(..))]` expands a `macro_rules!` under the
//! struct's own name, which every import of the struct brings along.

use std::sync::Arc;

use crate::facts::{CallbackFacts, FieldFacts, NodeFacts};
use crate::life::OnPanic;
use crate::parameters::handle::RawValues;
use crate::parameters::store::Undeclared;

/// The struct half of a node, written by `#[node]` on the struct.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the struct `{Self}` is not declared as a node",
    label = "its callbacks are annotated, the struct is not",
    note = "put `#[node]` on the struct, too",
    note = "see: rosweave::node"
)]
pub trait NodeStruct: Sized + 'static {
    const TYPE_NAME: &'static str;
    const NAME: &'static str;
    const NAMESPACE: &'static str;
    const DOC: &'static str;
    const ON_PANIC: OnPanic;
    const UNDECLARED: Undeclared;
    const FIELDS: &'static [FieldFacts<'static>];
    /// Whether something of it is wrong, so that less is known of it than is written.
    const REFUSED: bool = true;
    type Handles: Send + 'static;
    /// The node's parameters as plain values.
    type Values: Send + Sync + 'static;
    type Construction: Construction;
    /// The node. Its other half has it from here, and has nothing where this half is missing.
    type Itself: NodeStruct;

    fn from_handles(handles: Self::Handles) -> Self;
    fn values(values: &RawValues<'_>) -> Self::Values;
}

/// A type whose callbacks may be annotated: a node's struct. Asked for by `#[timer]` and the like where no
/// `#[node]` on the impl block has taken them away.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this attribute has no effect: `{Self}` is no node",
    label = "only the impl block of a node has callbacks",
    note = "put `#[node]` on the struct `{Self}`, and on this impl block",
    note = "see: rosweave::node"
)]
pub trait MayBeAnnotated<I> {
    type Yes;
}

#[diagnostic::do_not_recommend]
impl<N: NodeStruct> MayBeAnnotated<ByItself> for N {
    type Yes = ();
}

#[diagnostic::do_not_recommend]
impl<N: Impossible> MayBeAnnotated<ByNothing> for N {
    type Yes = ();
}

/// How a type is what it has to be.
///
/// With one blanket impl rustc would take every type for a group, and ask afterwards. With two it has to choose,
/// finds neither, and knows no type: nothing can be said of that.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByItself {}

#[doc(hidden)]
#[derive(Debug)]
pub enum ByNothing {}

/// No type is.
#[doc(hidden)]
pub trait Impossible {}

/// The impl half of a node, written by `#[node]` on the impl block.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is declared as a node, but has no annotated impl block",
    label = "this node has no callbacks",
    note = "put `#[node]` on the impl block with its callbacks, too",
    note = "see: rosweave::node"
)]
pub trait NodeImpl: Sized + 'static {
    /// The other half. By a projection and no supertrait: where there is none, that is one error.
    type Struct: NodeStruct;
    /// The struct's handles and its parameters as plain values, by [`HandedOver`].
    type Handles: Send + 'static;
    type Values: Send + Sync + 'static;
    type Construction: Construction;
    type Access: Access<Self>;
    const CALLBACKS: &'static [CallbackFacts<'static>];
    /// Evaluated where a generic node is instantiated; the others are judged where they are declared.
    const JUDGED: ();
    /// Whether proposed parameters are looked at by `validate`.
    const VALIDATES: bool = false;
    const NAME: &'static str = <Self::Struct as NodeStruct>::NAME;
    const ON_PANIC: OnPanic = <Self::Struct as NodeStruct>::ON_PANIC;

    fn values(values: &RawValues<'_>) -> Self::Values;

    /// What the user's `#[validate]` says of proposed parameters.
    fn validate(_: &Self::Values) -> Result<(), String> {
        Ok(())
    }
}

/// What the struct half of a node hands over to its impl half, where it is `DECLARED`.
///
/// The impl half asks with a constant that can not be evaluated where the struct half is missing, which is told once: so
/// nothing more is said where `callbacks and `#[init]` name what there is not.
#[doc(hidden)]
pub trait HandedOver<const DECLARED: bool> {
    type Handles: Send + 'static;
    type Values: Send + Sync + 'static;

    fn values(values: &RawValues<'_>) -> Self::Values;
}

#[diagnostic::do_not_recommend]
impl<N: NodeStruct> HandedOver<true> for N {
    type Handles = N::Handles;
    type Values = N::Values;

    fn values(values: &RawValues<'_>) -> N::Values {
        <N as NodeStruct>::values(values)
    }
}

#[diagnostic::do_not_recommend]
impl<N> HandedOver<false> for N {
    type Handles = ();
    type Values = ();

    fn values(_: &RawValues<'_>) {}
}

/// All that is known about a node while compiling.
pub const fn node_facts<N: NodeImpl>() -> NodeFacts<'static> {
    NodeFacts::new(
        N::Struct::TYPE_NAME,
        N::Struct::NAME,
        N::Struct::NAMESPACE,
        N::Struct::FIELDS,
        N::CALLBACKS,
    )
    .with_doc(N::Struct::DOC)
}

/// The handles of a node, as its `#[init]` gets them: a struct with one field for each publisher, client
/// and timer handle, under the same names.
pub type Handles<N> = <N as NodeImpl>::Handles;

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

/// Looks whether `#[init]` put every handle into its own field.
#[doc(hidden)]
#[derive(Default)]
pub struct HandleCheck {
    pub(crate) misplaced: Option<&'static str>,
}

impl HandleCheck {
    pub(crate) fn compare(&mut self, field: &'static str, owner: &'static str) {
        if field != owner {
            self.misplaced.get_or_insert(field);
        }
    }
}

/// How callbacks get at their node.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the callbacks of `{N}` share it, and it can not be shared between threads",
    label = "a field of it is not `Sync`, or not `Send`",
    note = "use `Arc`, a lock or an atomic in that field, move it into the state of a group, or take `&mut self` in all callbacks",
    note = "see: rosweave::node"
)]
pub trait Access<N>: sealed::Sealed {
    /// The node as a group keeps it.
    type Stored: Send + 'static;
    /// The node as a callback gets it.
    type Seat<'a>: Send
    where
        N: 'a;

    /// The node as its handle shows it.
    type Shown: Send + Sync + 'static;

    fn store(node: N) -> Self::Stored;
    fn show(stored: &Self::Stored) -> Self::Shown;
    /// The node for one more group or callback, if there can be one.
    fn share(stored: &Self::Stored) -> Option<Self::Stored>;
    fn lend(stored: &mut Self::Stored) -> Self::Seat<'_>;
    fn shared<'a>(seat: Self::Seat<'a>) -> &'a N;
    /// The node for a callback that takes `&mut self`, if there can be one.
    fn owned<'a>(seat: Self::Seat<'a>) -> Option<&'a mut N>;
}

/// All callbacks take `&self`: groups share the node.
#[doc(hidden)]
#[derive(Debug)]
pub enum Shared {}

/// Some callback takes `&mut self`: the default group owns the node.
#[doc(hidden)]
#[derive(Debug)]
pub enum Owned {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Shared {}
    impl Sealed for super::Owned {}
}

#[diagnostic::do_not_recommend]
impl<N: Send + Sync + 'static> Access<N> for Shared {
    type Stored = Arc<N>;
    type Seat<'a> = &'a N;
    type Shown = Arc<N>;

    fn store(node: N) -> Arc<N> {
        Arc::new(node)
    }

    fn show(stored: &Arc<N>) -> Arc<N> {
        stored.clone()
    }

    fn share(stored: &Arc<N>) -> Option<Arc<N>> {
        Some(stored.clone())
    }

    fn lend(stored: &mut Arc<N>) -> &N {
        stored
    }

    fn shared<'a>(seat: Self::Seat<'a>) -> &'a N {
        seat
    }

    fn owned<'a>(_: Self::Seat<'a>) -> Option<&'a mut N> {
        None
    }
}

impl<N: Send + 'static> Access<N> for Owned {
    type Stored = N;
    type Seat<'a> = &'a mut N;
    type Shown = ();

    fn store(node: N) -> N {
        node
    }

    fn show(_: &N) {}

    fn share(_: &N) -> Option<N> {
        None
    }

    fn lend(stored: &mut N) -> &mut N {
        stored
    }

    fn shared<'a>(seat: Self::Seat<'a>) -> &'a N {
        seat
    }

    fn owned<'a>(seat: Self::Seat<'a>) -> Option<&'a mut N> {
        Some(seat)
    }
}

/// A node as a group keeps it.
#[doc(hidden)]
pub type Stored<N> = <<N as NodeImpl>::Access as Access<N>>::Stored;

/// A node as its handle shows it.
#[doc(hidden)]
pub type Shown<N> = <<N as NodeImpl>::Access as Access<N>>::Shown;

/// A node as a callback gets it.
#[doc(hidden)]
pub type Seat<'a, N> = <<N as NodeImpl>::Access as Access<N>>::Seat<'a>;
