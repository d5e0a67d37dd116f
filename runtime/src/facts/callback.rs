//! What the callbacks of a node are.

use std::time::Duration;

use super::GroupFacts;
use super::field::{Asked, AskedKind, NamedType};
use super::qos::Qos;
use super::rust_type::RustType;
use super::wait::{EscapeFacts, WaitFacts};

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
            Role::Subscription { .. } | Role::Timer { .. } | Role::Change { .. } => None,
        }
    }
}
