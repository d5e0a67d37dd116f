//! What the macros know about a node: plain, printable values that need nothing to run.
//!
//! [`NodeFacts`] is what a node's two halves say together. [`check`] turns it into a layout for
//! [`crate::analysis`] and a fault back into a message in the user's names.

mod callback;
pub mod check;
pub(crate) mod ends;
mod field;
pub mod names;
pub mod parameter;
pub mod qos;
mod rust_type;
pub mod text;
mod wait;

use crate::analysis::GroupKind;
pub use callback::{Busy, CallbackFacts, Missed, Mode, Period, PeriodUnit, Role, Tie, TimerClock};
pub use field::{ActionClientFacts, ClientFacts, FieldFacts, FieldKind, NamedType, PublisherFacts};
pub(crate) use field::{Asked, AskedKind};
pub use rust_type::RustType;
pub use wait::{Awaited, EscapeFacts, Reach, WaitFacts};

/// A callback group, as its `#[derive(Group)]` declares it.
///
/// Two are the same group when they were declared at the same place of the same crate: module and name
/// alone would take two groups of one name in two functions for one.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct GroupFacts<'a> {
    /// The name of the type.
    pub name: &'a str,
    /// The module that declares it.
    pub module: &'a str,
    /// Where it is declared.
    pub place: Place<'a>,
    /// Exclusive, reentrant or capped.
    pub kind: GroupKind,
    /// How many callbacks may run at once in a capped group.
    pub max_parallel: Option<usize>,
    /// The doc comment of its type.
    pub doc: &'a str,
    id: u64,
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The file, as rustc names it.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl<'a> GroupFacts<'a> {
    /// The facts of a group that is declared at `place` of `module`.
    pub const fn new(
        name: &'a str,
        module: &'a str,
        place: Place<'a>,
        kind: GroupKind,
        max_parallel: Option<usize>,
    ) -> GroupFacts<'a> {
        let mut id = text::hash(module, text::HASH_SEED);
        id = text::hash(name, id);
        id = text::hash(place.file, id) ^ ((place.line as u64) << 32) ^ place.column as u64;
        GroupFacts { name, module, place, kind, max_parallel, doc: "", id }
    }

    /// With the doc comment of its type.
    pub const fn with_doc(mut self, doc: &'a str) -> GroupFacts<'a> {
        self.doc = doc;
        self
    }

    /// Whether both are the same group.
    pub const fn same(&self, other: &GroupFacts<'_>) -> bool {
        self.id == other.id
            && self.place.line == other.place.line
            && self.place.column == other.place.column
            && text::equal(self.name, other.name)
            && text::equal(self.module, other.module)
            && text::equal(self.place.file, other.place.file)
    }

    /// Whether its callbacks never overlap.
    pub const fn is_exclusive(&self) -> bool {
        matches!(self.kind, GroupKind::Exclusive)
    }
}

/// A node: what its struct and its impl block declare.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NodeFacts<'a> {
    /// The name of the Rust type.
    pub type_name: &'a str,
    /// The node's name in the ROS graph.
    pub name: &'a str,
    /// The node's namespace, absolute.
    pub namespace: &'a str,
    /// The doc comment of its struct.
    pub doc: &'a str,
    /// The fields that are handles, and the plain ones.
    pub fields: &'a [FieldFacts<'a>],
    /// The callbacks, in the order of the impl block.
    pub callbacks: &'a [CallbackFacts<'a>],
}

impl<'a> NodeFacts<'a> {
    /// The facts of a node.
    pub const fn new(
        type_name: &'a str,
        name: &'a str,
        namespace: &'a str,
        fields: &'a [FieldFacts<'a>],
        callbacks: &'a [CallbackFacts<'a>],
    ) -> NodeFacts<'a> {
        NodeFacts { type_name, name, namespace, doc: "", fields, callbacks }
    }

    /// With the doc comment of its struct.
    pub const fn with_doc(mut self, doc: &'a str) -> NodeFacts<'a> {
        self.doc = doc;
        self
    }
}
