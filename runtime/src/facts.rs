//! What the macros know about a node: plain, printable values that need nothing to run.
//!
//! [`NodeFacts`] is what a node's two halves say together. [`check`] turns it into a layout for
//! [`analysis`](crate::analysis) and a fault back into a message in the user's names.

pub mod check;
pub mod names;
pub mod qos;
pub mod text;

use std::time::Duration;

use crate::analysis::GroupKind;
use qos::Qos;

/// A callback group, as its `#[derive(Group)]` declares it.
///
/// Two are the same group when they were declared at the same place of the same crate: module and name
/// alone would take two groups of one name in two functions for one.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct GroupFacts {
    /// The name of the type.
    pub name: &'static str,
    /// The module that declares it.
    pub module: &'static str,
    /// Where it is declared.
    pub place: Place,
    /// Exclusive, reentrant or capped.
    pub kind: GroupKind,
    /// How many callbacks may run at once in a capped group.
    pub max_parallel: Option<usize>,
    id: u64,
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as rustc names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl GroupFacts {
    /// The facts of a group that is declared at `place` of `module`.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        place: Place,
        kind: GroupKind,
        max_parallel: Option<usize>,
    ) -> GroupFacts {
        let mut id = text::hash(module, text::HASH_SEED);
        id = text::hash(name, id);
        id = text::hash(place.file, id) ^ ((place.line as u64) << 32) ^ place.column as u64;
        GroupFacts { name, module, place, kind, max_parallel, id }
    }

    /// Whether both are the same group.
    pub const fn same(&self, other: &GroupFacts) -> bool {
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
pub struct NodeFacts {
    /// The name of the Rust type.
    pub type_name: &'static str,
    /// The node's name in the ROS graph.
    pub name: &'static str,
    /// The node's namespace, absolute.
    pub namespace: &'static str,
    /// The fields that are handles, and the plain ones.
    pub fields: &'static [FieldFacts],
    /// The callbacks, in the order of the impl block.
    pub callbacks: &'static [CallbackFacts],
}

impl NodeFacts {
    /// The facts of a node.
    pub const fn new(
        type_name: &'static str,
        name: &'static str,
        namespace: &'static str,
        fields: &'static [FieldFacts],
        callbacks: &'static [CallbackFacts],
    ) -> NodeFacts {
        NodeFacts { type_name, name, namespace, fields, callbacks }
    }
}

/// A field of a node's struct.
#[derive(Clone, Copy, Debug)]
pub struct FieldFacts {
    /// The field's name.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// What it is.
    pub kind: FieldKind,
}

/// What a field of a node is.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// A `Client<S, G>`.
    Client(ClientFacts),
    /// A `Publisher<M>`.
    Publisher(PublisherFacts),
    /// The handle of one of the node's timers.
    Timer {
        /// The timer's callback.
        callback: &'static str,
    },
    /// State of the user's.
    Plain,
}

/// A client of a node.
#[derive(Clone, Copy, Debug)]
pub struct ClientFacts {
    /// The service's name as it is written, before namespaces and remapping.
    pub service: &'static str,
    /// The service's type as it is written.
    pub service_type: &'static str,
    /// The group that delivers its replies.
    pub group: GroupFacts,
    /// How long a call waits when it names no limit of its own.
    pub timeout: Option<Duration>,
}

/// A publisher of a node.
#[derive(Clone, Copy, Debug)]
pub struct PublisherFacts {
    /// The topic's name as it is written.
    pub topic: &'static str,
    /// The message's type as it is written.
    pub message: &'static str,
    /// Its quality of service.
    pub qos: Qos,
}

/// A callback of a node.
#[derive(Clone, Copy, Debug)]
pub struct CallbackFacts {
    /// The method's name.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// What starts it.
    pub role: Role,
    /// The group that runs it.
    pub group: GroupFacts,
    /// How it runs.
    pub mode: Mode,
    /// The waits that its body shows.
    pub waits: &'static [WaitFacts],
    /// Where its body lets the context out of sight.
    pub escapes: &'static [EscapeFacts],
}

/// What starts a callback.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Role {
    /// A message on a topic.
    Subscription {
        /// The topic's name as it is written.
        topic: &'static str,
        /// The message's type as it is written.
        message: &'static str,
        /// Its quality of service.
        qos: Qos,
    },
    /// A request to a service.
    Service {
        /// The service's name as it is written.
        service: &'static str,
        /// The service's type as it is written.
        service_type: &'static str,
    },
    /// The passing of time.
    Timer {
        /// The time between two calls, or up to the only one.
        period: Duration,
        /// Whether it fires once.
        once: bool,
        /// What becomes of calls that it comes too late for.
        missed: Missed,
    },
}

/// What becomes of the calls for which a timer comes too late, because its group was busy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missed {
    /// They are left out, and counted; the next one comes in phase.
    #[default]
    Skip,
    /// They are left out, and counted; the next one comes a full period after the late one.
    Delay,
    /// They are made up for at once, one after the other.
    Burst,
}

/// How a callback runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A sync method without a context: it can not wait.
    Sync,
    /// A sync method with a context: its waits block.
    Blocking,
    /// An `async` method.
    Async,
}

/// A wait that a callback's body shows.
#[derive(Clone, Copy, Debug)]
pub struct WaitFacts {
    /// The number of its place in the impl block.
    pub site: usize,
    /// The field that is called.
    pub field: &'static str,
    /// The method of the block that holds the call, where it is not the callback itself.
    pub through: Option<&'static str>,
    /// Whether every run of the callback comes to it.
    pub certain: bool,
    /// What may be waited on where `field` is no client of the node: it may hold one, or hold what does.
    pub elsewhere: Reach,
}

/// A place where a callback's context leaves the impl block, and what may be waited on there.
#[derive(Clone, Copy, Debug)]
pub struct EscapeFacts {
    /// The number of its place in the impl block.
    pub site: usize,
    /// The handles that leave too.
    pub reach: Reach,
    /// The method of the block that holds the place, where it is not the callback itself.
    pub through: Option<&'static str>,
}

/// The clients that somebody outside the impl block can wait on.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// `self` leaves: all of them.
    All,
    /// The fields that leave by name.
    Fields(&'static [&'static str]),
}
