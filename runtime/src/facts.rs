//! What the macros know about a node: plain, printable values that need nothing to run.
//!
//! [`NodeFacts`] is what a node's two halves say together. [`check`] turns it into a layout for
//! [`crate::analysis`] and a fault back into a message in the user's names.

pub mod check;
pub mod names;
pub mod parameter;
pub mod qos;
mod rust_type;
pub mod text;

use std::time::Duration;

use crate::analysis::{self, GroupKind};
use crate::message::known::Known;
use parameter::ParameterFacts;
use qos::Qos;
pub use rust_type::RustType;

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

/// A field of a node's struct.
#[derive(Clone, Copy, Debug)]
pub struct FieldFacts<'a> {
    /// The field's name.
    pub name: &'a str,
    /// Its doc comment.
    pub doc: &'a str,
    /// What it is.
    pub kind: FieldKind<'a>,
}

/// What a field of a node is.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind<'a> {
    /// A `Client<S, G>`.
    Client(ClientFacts<'a>),
    /// An `ActionClient<A, G>`.
    ActionClient(ActionClientFacts<'a>),
    /// A `Publisher<M>`.
    Publisher(PublisherFacts<'a>),
    /// The handle of one of the node's timers.
    Timer {
        /// The timer's callback.
        callback: &'a str,
    },
    /// A `Parameter<T>`, or a struct of them.
    Parameter(ParameterFacts<'a>),
    /// State of the user's.
    Plain,
}

/// A type that ROS 2 knows by name.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NamedType<'a> {
    /// Package, kind and name, as in `std_msgs/msg/String`.
    pub name: &'a str,
    /// What the program itself knows of it; nothing where the facts come from a file.
    pub(crate) known: Option<&'static Known>,
}

impl<'a> NamedType<'a> {
    /// A type of which nothing but its name is known.
    pub const fn new(name: &'a str) -> NamedType<'a> {
        NamedType { name, known: None }
    }

    pub(crate) const fn known(known: &'static Known) -> NamedType<'static> {
        NamedType { name: known.name, known: Some(known) }
    }
}

/// A client of a node.
#[derive(Clone, Copy, Debug)]
pub struct ClientFacts<'a> {
    /// The service's name as it is written, before namespaces and remapping.
    pub service: &'a str,
    /// The service's type as it is written.
    pub service_type: &'a str,
    /// The name that ROS 2 knows the type by, where it has one.
    pub ros_type: Option<NamedType<'a>>,
    /// The type itself; `None` where only its name is known.
    pub rust_type: Option<RustType>,
    /// The group that delivers its replies.
    pub group: GroupFacts<'a>,
    /// How long a call waits when it names no limit of its own.
    pub timeout: Option<Duration>,
}

/// A client of an action.
#[derive(Clone, Copy, Debug)]
pub struct ActionClientFacts<'a> {
    /// The action's name as it is written, before namespaces and remapping.
    pub action: &'a str,
    /// The action's type as it is written.
    pub action_type: &'a str,
    /// The name that ROS 2 knows the type by, where it has one.
    pub ros_type: Option<NamedType<'a>>,
    /// The group that delivers answers, feedback and results.
    pub group: GroupFacts<'a>,
    /// How long sending and cancelling wait when they name no limit of their own.
    pub timeout: Option<Duration>,
}

/// What a handler answers, and a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked<'a> {
    /// Whether it is a service or an action: a name may be both.
    pub(crate) kind: AskedKind,
    /// Its name as it is written.
    pub(crate) name: &'a str,
    /// Its type as it is written.
    pub(crate) type_name: &'a str,
}

/// A service or an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AskedKind {
    Service,
    Action,
}

impl AskedKind {
    pub(crate) const fn same(self, other: AskedKind) -> bool {
        matches!(
            (self, other),
            (AskedKind::Service, AskedKind::Service) | (AskedKind::Action, AskedKind::Action)
        )
    }
}

impl<'a> FieldKind<'a> {
    /// What it asks, and the group that delivers what it gets, if it is a client of a service or an action.
    pub(crate) const fn asks(&self) -> Option<(Asked<'a>, GroupFacts<'a>)> {
        match self {
            FieldKind::Client(ClientFacts { service, service_type, group, .. }) => {
                Some((Asked { kind: AskedKind::Service, name: service, type_name: service_type }, *group))
            }
            FieldKind::ActionClient(ActionClientFacts { action, action_type, group, .. }) => {
                Some((Asked { kind: AskedKind::Action, name: action, type_name: action_type }, *group))
            }
            _ => None,
        }
    }
}

impl<'a> Role<'a> {
    /// What it answers, if it is the handler of a service or executes an action's goals.
    pub(crate) const fn answers(&self) -> Option<Asked<'a>> {
        match self {
            Role::Service { service, service_type, .. } => {
                Some(Asked { kind: AskedKind::Service, name: service, type_name: service_type })
            }
            Role::Action { action, action_type, .. } => {
                Some(Asked { kind: AskedKind::Action, name: action, type_name: action_type })
            }
            _ => None,
        }
    }
}

/// A publisher of a node.
#[derive(Clone, Copy, Debug)]
pub struct PublisherFacts<'a> {
    /// The topic's name as it is written.
    pub topic: &'a str,
    /// The message's type as it is written.
    pub message: &'a str,
    /// The name that ROS 2 knows the type by, where it has one.
    pub ros_type: Option<NamedType<'a>>,
    /// The type itself; `None` where only its name is known.
    pub rust_type: Option<RustType>,
    /// Its quality of service.
    pub qos: Qos,
    /// Whether parameters may change it at the start.
    pub overridable: bool,
}

/// A callback of a node.
#[derive(Clone, Copy, Debug)]
pub struct CallbackFacts<'a> {
    /// The method's name.
    pub name: &'a str,
    /// Its doc comment.
    pub doc: &'a str,
    /// What starts it.
    pub role: Role<'a>,
    /// The group that runs it.
    pub group: GroupFacts<'a>,
    /// How it runs.
    pub mode: Mode,
    /// What keeps it in its group.
    pub tie: Tie,
    /// The waits that its body shows.
    pub waits: &'a [WaitFacts<'a>],
    /// Where its body lets the context out of sight.
    pub escapes: &'a [EscapeFacts<'a>],
}

/// What starts a callback.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Role<'a> {
    /// A message on a topic.
    Subscription {
        /// The topics' names as they are written.
        topics: &'a [&'a str],
        /// The message's type as it is written.
        message: &'a str,
        /// The name that ROS 2 knows the type by, where it has one.
        ros_type: Option<NamedType<'a>>,
        /// The type itself; `None` where only its name is known.
        rust_type: Option<RustType>,
        /// Its quality of service.
        qos: Qos,
        /// Whether parameters may change it at the start.
        overridable: bool,
    },
    /// A request to a service.
    Service {
        /// The service's name as it is written.
        service: &'a str,
        /// The service's type as it is written.
        service_type: &'a str,
        /// The name that ROS 2 knows the type by, where it has one.
        ros_type: Option<NamedType<'a>>,
        /// The type itself; `None` where only its name is known.
        rust_type: Option<RustType>,
    },
    /// A change of parameters.
    Change {
        /// Their names, or the prefixes of their names; none: all.
        parameters: &'a [&'a str],
    },
    /// A goal of an action, which it executes.
    Action {
        /// The action's name as it is written.
        action: &'a str,
        /// The action's type as it is written.
        action_type: &'a str,
        /// The name that ROS 2 knows the type by, where it has one.
        ros_type: Option<NamedType<'a>>,
        /// What becomes of a goal that comes while the action has one.
        busy: Busy,
        /// How long a result is kept after its goal's end.
        keep_result: Duration,
    },
    /// The passing of time.
    Timer {
        /// The time between two calls, or up to the only one.
        period: Period<'a>,
        /// Whether it fires once.
        once: bool,
        /// What becomes of calls that it comes too late for.
        missed: Missed,
        /// Whose time it is.
        clock: TimerClock,
    },
}

/// The period of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period<'a> {
    /// The attribute says it.
    Of(Duration),
    /// A read-only parameter says it.
    Parameter {
        /// As it is written: `$(rate)Hz`.
        written: &'a str,
        /// The parameter's name.
        parameter: &'a str,
        /// What its value counts.
        unit: PeriodUnit,
    },
}

/// What the number counts that a parameter says a period by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodUnit {
    /// Times of this length.
    Of(Duration),
    /// Calls in this time.
    Per(Duration),
}

/// The clock of a timer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimerClock {
    /// That of its node, which may be simulated.
    #[default]
    Node,
    /// The one that goes on whatever `/clock` says.
    Steady,
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

/// What becomes of a goal that comes while its action is busy: while it has a goal that has not ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Busy {
    /// It is accepted, and begins when the action's group lets it.
    #[default]
    Queue,
    /// It is refused.
    Reject,
    /// It is accepted, and the goals before it are told to end: as aborted.
    Preempt,
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

/// What keeps a callback in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Nothing but the type of its context.
    Nothing,
    /// It hands its context to other functions or to closures, which would have to change with it.
    Context,
    /// It takes the group's state, or its node takes `&mut self` somewhere.
    State,
}

/// A wait that a callback's body shows.
#[derive(Clone, Copy, Debug)]
pub struct WaitFacts<'a> {
    /// The number of its place in the impl block.
    pub site: usize,
    /// The field that is called.
    pub field: &'a str,
    /// What is waited for.
    pub awaited: Awaited,
    /// The method of the block that holds the call, where it is not the callback itself.
    pub through: Option<&'a str>,
    /// Whether every run of the callback comes to it.
    pub certain: bool,
    /// What may be waited on where `field` is no client of the node: it may hold one, or hold what does.
    pub elsewhere: Reach<'a>,
}

/// What a wait on a client is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The reply of a service.
    Reply,
    /// Whether an action's server takes a goal.
    Goal,
    /// Feedback to a goal.
    Feedback,
    /// The result of a goal.
    Result,
    /// Whether a goal is cancelled.
    Cancel,
}

impl Awaited {
    /// Who has to act before the wait can end.
    pub(crate) const fn of(self) -> analysis::Awaited {
        match self {
            Awaited::Reply | Awaited::Feedback | Awaited::Result => analysis::Awaited::Handler,
            Awaited::Goal | Awaited::Cancel => analysis::Awaited::Keeper,
        }
    }

    /// The words for a wait of which is known only who has to act.
    pub(crate) fn of_kind(kind: AskedKind, awaited: analysis::Awaited) -> Awaited {
        match (kind, awaited) {
            (AskedKind::Service, _) => Awaited::Reply,
            (AskedKind::Action, analysis::Awaited::Handler) => Awaited::Result,
            (AskedKind::Action, analysis::Awaited::Keeper) => Awaited::Goal,
        }
    }
}

/// A place where a callback's context leaves the impl block, and what may be waited on there.
#[derive(Clone, Copy, Debug)]
pub struct EscapeFacts<'a> {
    /// The number of its place in the impl block.
    pub site: usize,
    /// The field whose method gets the context, where one does. Where it is a client, nothing leaves.
    pub into: Option<&'a str>,
    /// The handles that leave too.
    pub reach: Reach<'a>,
    /// The method of the block that holds the place, where it is not the callback itself.
    pub through: Option<&'a str>,
}

/// The clients that somebody outside the impl block can wait on.
#[derive(Clone, Copy, Debug)]
pub enum Reach<'a> {
    /// `self` leaves: all of them.
    All,
    /// A goal comes from out of sight: the clients of actions.
    Goals,
    /// The fields that leave by name.
    Fields(&'a [&'a str]),
}
