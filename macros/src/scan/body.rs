//! What one body does with `self` and with its contexts.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};

use super::goals::Awaited;
use crate::attr::Condition;
use crate::syntax::Asyncness;

/// A method of the block, as the scanner needs it.
pub(crate) struct Source {
    pub(crate) name: String,
    /// How it gets the node. By another name than `self` it is not followed.
    pub(crate) receiver: SelfKind,
    /// The parameters that are contexts.
    pub(crate) contexts: Vec<String>,
    /// The parameter that is a goal to be executed: its one method with a context waits for the keeper alone.
    pub(crate) goal: Option<String>,
    pub(crate) asyncness: Asyncness,
    pub(crate) condition: Condition,
    /// What `#[waits(..)]` says that it waits for, beside what is seen.
    pub(crate) declared: Option<Vec<Ident>>,
    pub(crate) body: TokenStream,
}

/// How a function gets its `self`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SelfKind {
    Shared,
    Exclusive,
    /// By value, or in a pointer.
    Other,
    None,
}

/// What a name after `self.` or `Self::` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// A method of the block.
    Method,
    /// A function of the block that gets the node as another parameter, if at all.
    Function,
    /// Nothing of the block.
    No,
}

/// What one body does.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) waits: Vec<BodyWait>,
    /// `self.field.wait_for_service(cx)`, which waits for no reply where `field` is a client.
    pub(super) lookups: Vec<Ident>,
    /// What would wait if it had a context.
    pub(super) bare: Vec<BareCall>,
    pub(super) calls: Vec<OwnCall>,
    /// Where a context leaves.
    pub(super) escapes: Vec<Escape>,
    pub(super) self_leaves: bool,
    /// Fields that are handed out together with a context.
    pub(super) lent: BTreeSet<String>,
    /// Fields that are handed out otherwise: a clone of them may be anywhere, in the node's own state too.
    pub(super) kept: BTreeSet<String>,
}

/// `self.field.call(cx, ..)`, or `goal.result(cx)`.
#[derive(Debug)]
pub(super) struct BodyWait {
    /// The place to show.
    pub(super) at: Ident,
    pub(super) field: String,
    pub(super) awaited: Awaited,
    pub(super) certain: bool,
    pub(super) within: Within,
}

/// `self.field.call(..)` with one argument too few, the context. Where `field` is a client, rustc refuses it.
#[derive(Debug)]
pub(crate) struct BareCall {
    pub(crate) method: Ident,
    pub(crate) field: Ident,
    /// What it is called here: other libraries have other names.
    pub(crate) meant: &'static str,
}

/// A context that leaves.
#[derive(Debug)]
pub(super) struct Escape {
    pub(super) ident: Ident,
    pub(super) to: Leaves,
}

/// Where a context goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    ToAnybody,
    /// To a goal that was sent who knows where, or to something whose method is called the same.
    ToAGoal,
}

/// A call of another method of the block.
#[derive(Debug)]
pub(super) struct OwnCall {
    pub(super) method: String,
    /// The contexts among the arguments.
    pub(super) contexts: Vec<Ident>,
    pub(super) certain: bool,
    pub(super) form: CallForm,
    pub(super) within: Within,
}

/// Where in a body a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Body,
    /// In a closure, which may run on another thread, or never.
    Closure,
}

/// How another method of the block is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallForm {
    /// `self.method(..)`: a trait's method comes first where only that one fits the receiver.
    Member,
    /// `Self::method(..)`.
    Path,
}
