//! What can go wrong, one enum a phase, and one error for all of it.

mod any;
mod running;

use std::time::Duration;

use crate::facts::names::BadName;
use crate::facts::qos::Qos;
use crate::waits::Beside;
pub use any::{Error, Result};
pub use running::{ActionError, CallError, ParameterError, PublishError, SleepError, Stopped};

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// No tokio runtime is running here.
    #[error("a node is started inside a tokio runtime; `rosweave::run` makes one")]
    NoRuntime,
    /// A name that was given at start-up is not valid.
    #[error("`{name}` is no valid name here: {reason:?}")]
    BadName {
        /// The name.
        name: String,
        /// What is wrong with it.
        reason: BadName,
    },
    /// The node's callbacks can deadlock under the names that it runs with.
    #[error("{0}")]
    Deadlock(String),
    /// The transport refused something.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The node's parameters can not have the values that they are to start with.
    #[error("the parameters of `{node}`: {}", problems.join("; "))]
    Parameters {
        /// The node.
        node: String,
        /// What is wrong with each.
        problems: Vec<String>,
    },
    /// A name that comes from a parameter can not be had.
    #[error("`{member}` of `{node}` can not use the name `{name}`: {reason}")]
    NameFromParameter {
        /// The node.
        node: String,
        /// The callback or field.
        member: String,
        /// The name as it is declared.
        name: String,
        /// What is wrong with the parameter.
        reason: String,
    },
    /// A period that comes from a parameter can not be had.
    #[error("`{callback}` of `{node}` can not have the period `{period}`: {reason}")]
    PeriodFromParameter {
        /// The node.
        node: String,
        /// The timer's callback.
        callback: String,
        /// The period as it is declared.
        period: String,
        /// What is wrong with the parameter.
        reason: String,
    },
    /// Two topics of one subscription are the same, with the node's parameters and remapping.
    #[error("`{callback}` of `{node}` would hear `{topic}` twice: it is two of its topics")]
    RepeatedTopic {
        /// The node.
        node: String,
        /// The subscription's callback.
        callback: String,
        /// The topic's full name.
        topic: String,
    },
    /// `#[init]` returned an error.
    #[error("`{node}` could not be made: {reason}")]
    Init {
        /// The node.
        node: String,
        /// What `#[init]` said.
        reason: String,
    },
    /// `#[init]` asks for a value that nobody gave.
    #[error(
        "`{node}` has to be given a `{wanted}`: start it with `NodeOptions::new().with(..)`{}",
        instead(given)
    )]
    NotGiven {
        /// The node.
        node: String,
        /// The type of the value.
        wanted: &'static str,
        /// The types of what was given instead.
        given: Vec<&'static str>,
    },
    /// The node was given a value that its `#[init]` does not ask for.
    #[error("`{node}` was given a `{given}`, which its `#[init]` does not ask for")]
    NotAskedFor {
        /// The node.
        node: String,
        /// The type of the value.
        given: &'static str,
    },
    /// The value was given to another node, by options of which these are a clone.
    #[error(
        "the `{given}` for `{node}` is another node's already: the options were cloned, and it is given once"
    )]
    GivenAway {
        /// The node.
        node: String,
        /// The type of the value.
        given: &'static str,
    },
    /// `#[init]` put a handle into another field than its own.
    #[error("`#[init]` of `{node}` put another handle into field `{field}`")]
    Handle {
        /// The node.
        node: String,
        /// The field.
        field: String,
    },
}

/// What stands there instead of what is missing.
fn instead(given: &[&str]) -> String {
    if given.is_empty() { String::new() } else { format!("; it was given a `{}`", given.join("` and a `")) }
}

/// An end of a topic or service, with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypedEnd {
    /// The type, as it is written where that is known.
    pub type_name: String,
    /// Whose it is: a callback or field and its node, where that is known.
    pub of: Option<String>,
}

impl TypedEnd {
    /// An end.
    pub fn new(type_name: impl Into<String>, of: Option<String>) -> TypedEnd {
        TypedEnd { type_name: type_name.into(), of }
    }
}

impl std::fmt::Display for TypedEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.of {
            Some(of) => write!(f, "`{}` for {of}", self.type_name),
            None => write!(f, "`{}`", self.type_name),
        }
    }
}

/// What a transport refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// A topic or service carries another type.
    #[error("`{name}` has two types: {there}, {wanted}")]
    TypeMismatch {
        /// The full name.
        name: String,
        /// The type that it carries.
        there: Box<TypedEnd>,
        /// The type that was asked for.
        wanted: Box<TypedEnd>,
    },
    /// A name that ROS 2 would refuse: which, and why.
    #[error("{0}")]
    BadName(String),
    /// Another node serves the service.
    #[error("`{service}` is served already, by `{by}`")]
    ServedAlready {
        /// The service's full name.
        service: String,
        /// The node that serves it.
        by: String,
    },
    /// A quality of service that the transport can not hold.
    #[error(
        "transport `{transport}` can not hold the {policy} of `{name}`; leave it out, or use another transport"
    )]
    Qos {
        /// The transport.
        transport: &'static str,
        /// The topic's full name.
        name: String,
        /// The policy.
        policy: &'static str,
        /// What was asked for.
        qos: Box<Qos>,
    },
    /// A setting that can not be.
    #[error("{name} is `{value}`; expected {expected}")]
    Setting {
        /// What is set: a variable of the environment, or an option.
        name: String,
        /// What it is set to.
        value: String,
        /// What it can be set to.
        expected: &'static str,
    },
    /// The ROS 2 beneath does not have a type.
    #[error("`{name}` is of type `{type_name}`, which the program was built without: {help}")]
    UnknownType {
        /// The full name of the topic, service or action.
        name: String,
        /// The type.
        type_name: String,
        /// What to do.
        help: String,
    },
    /// There is no network to talk on.
    #[error("no network: {reason}")]
    Network {
        /// What is missing.
        reason: String,
    },
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Why a node ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// A callback panicked.
    #[error("callback `{callback}` of `{node}` panicked: {message}")]
    Panicked {
        /// The node's full name.
        node: String,
        /// The callback.
        callback: String,
        /// The panic's message.
        message: String,
    },
    /// Other code of the node's panicked: a task, or the `Drop` of what it is made of.
    #[error("{what} panicked in `{node}`: {message}")]
    PanickedBeside {
        /// The node's full name.
        node: String,
        /// What panicked.
        what: Beside,
        /// The panic's message.
        message: String,
    },
}

/// A node did not end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StopError {
    /// Callbacks still run when the time to stop is over.
    #[error("`{node}` did not stop within {limit:?}{}", still_running(running))]
    StillRunning {
        /// The node's full name.
        node: String,
        /// The time that it had.
        limit: Duration,
        /// What still runs: callbacks, spawned tasks, the `Drop` of the node. Empty where it was about to end.
        running: Vec<String>,
    },
    /// The node ended with an error before, or while, it stopped.
    #[error(transparent)]
    Failed(#[from] NodeError),
}

fn still_running(running: &[String]) -> String {
    if running.is_empty() { String::new() } else { format!(": still running: {}", running.join(", ")) }
}
