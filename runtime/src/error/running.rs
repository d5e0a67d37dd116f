//! What callbacks meet while their node runs.

use std::time::Duration;

use crate::message::action::GoalId;
use crate::message::bounds::OutOfBounds;

/// Why a call brought no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// Nobody serves the service. `wait_for_service` waits until somebody does.
    #[error("nobody serves `{service}`")]
    Unavailable {
        /// The service's full name.
        service: String,
    },
    /// The response did not come in time.
    #[error("`{service}` did not answer within {limit:?}")]
    Timeout {
        /// The service's full name.
        service: String,
        /// The call's limit.
        limit: Duration,
    },
    /// The server stopped before it answered.
    #[error("the server of `{service}` stopped before it answered")]
    ServerGone {
        /// The service's full name.
        service: String,
    },
    /// The handler dropped its responder, or panicked.
    #[error("the handler of `{service}` ended without an answer")]
    NoAnswer {
        /// The service's full name.
        service: String,
    },
    /// The handler returned an error.
    #[error("`{service}` failed: {reason}")]
    Failed {
        /// The service's full name.
        service: String,
        /// What the handler said.
        reason: String,
    },
    /// The server has too many requests waiting.
    #[error("`{service}` takes no more requests: {waiting} are waiting")]
    QueueFull {
        /// The service's full name.
        service: String,
        /// How many wait.
        waiting: usize,
    },
    /// The node that calls stops.
    #[error("{}", stopped(service.as_deref()))]
    Stopped {
        /// The service's full name; `None` where something else than a call ended, such as a sleep before it.
        service: Option<String>,
    },
    /// A blocking call was made on a thread that drives tasks: it would keep the reply from coming.
    #[error(
        "a blocking call to `{service}` from inside the async runtime would block the thread that has to \
         bring the reply; use the node handle's `async_cx()` there, or a thread of your own (see: rosweave::context)"
    )]
    InsideRuntime {
        /// The service's full name.
        service: String,
    },
    /// A blocking call was made inside a callback with a context of no group, which hides from the check that
    /// the callback's group waits.
    #[error(
        "a callback calls `{service}` with the context of a node's handle; use the callback's own `cx` (see: \
         rosweave::context)"
    )]
    InsideCallback {
        /// The service's full name.
        service: String,
    },
    /// The call would wait for what waits for its callback, and the compiler had not seen it. It was not made.
    #[error("{cycle}")]
    WouldDeadlock {
        /// The service's full name.
        service: String,
        /// The whole cycle of waits, as the compiler says it.
        cycle: String,
    },
    /// The request, or the response, is longer than its type says.
    #[error("`{service}`: {excess}")]
    OutOfBounds {
        /// The service's full name.
        service: String,
        /// What is too long.
        excess: OutOfBounds,
    },
    /// The transport failed.
    #[error("`{service}`: {reason}")]
    Transport {
        /// The service's full name.
        service: String,
        /// What the transport says.
        reason: String,
    },
}

fn stopped(service: Option<&str>) -> String {
    match service {
        Some(service) => format!("the call to `{service}` ended because its node stops"),
        None => Stopped.to_string(),
    }
}

/// A callback that sleeps before it calls needs one `?` for both.
impl From<Stopped> for CallError {
    fn from(_: Stopped) -> CallError {
        CallError::Stopped { service: None }
    }
}

/// Why a goal was not sent, not cancelled, or has no result that one can get.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// The server does not take the goal.
    #[error("`{action}` does not take the goal")]
    Refused {
        /// The action's full name.
        action: String,
    },
    /// The server knows no such goal: it has forgotten it, or is another one than the goal was sent to.
    #[error("`{action}` knows no goal {goal}")]
    UnknownGoal {
        /// The action's full name.
        action: String,
        /// The goal.
        goal: GoalId,
    },
    /// The server does not let the goal be cancelled.
    #[error("`{action}` does not let goal {goal} be cancelled")]
    CancelRefused {
        /// The action's full name.
        action: String,
        /// The goal.
        goal: GoalId,
    },
    /// The goal has ended, or is being cancelled already.
    #[error("goal {goal} of `{action}` has ended, or is being cancelled already")]
    Ended {
        /// The action's full name.
        action: String,
        /// The goal.
        goal: GoalId,
    },
    /// Nothing came back.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The node of the publisher has stopped.
    #[error("nothing can be published on `{topic}`: the node has stopped")]
    Stopped {
        /// The topic's full name.
        topic: String,
    },
    /// The goal that it is feedback to has ended.
    #[error("there is no feedback to a goal of `{action}` that has ended")]
    GoalEnded {
        /// The action's full name.
        action: String,
    },
    /// The message is longer than its type says.
    #[error("nothing was published on `{topic}`: {excess}")]
    OutOfBounds {
        /// The topic's full name.
        topic: String,
        /// What is too long.
        excess: OutOfBounds,
    },
    /// The transport failed.
    #[error("publishing on `{topic}` failed: {reason}")]
    Transport {
        /// The topic's full name.
        topic: String,
        /// What the transport says.
        reason: String,
    },
}

/// Why a parameter was not set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// It keeps its value.
    #[error("`{name}` was not set: {reason}")]
    Refused {
        /// The parameter.
        name: String,
        /// Why, in the words that a tool of ROS 2 gets.
        reason: String,
    },
}

/// The node stops: what was waited for will not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the node stops")]
pub struct Stopped;

/// Why a sleep up to a point in time ended before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SleepError {
    /// The node stops.
    #[error("the node stops")]
    Stopped,
    /// The node's clock was switched between the system's time and `/clock`.
    #[error("the node's clock was switched, and the point in time is none of the new one")]
    ClockChanged,
}
