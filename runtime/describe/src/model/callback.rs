//! What a node does, when, and what it waits for.

use std::time::Duration;

use crate::qos::Qos;

/// A callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Callback {
    /// The method's name.
    pub name: String,
    /// Its doc comment, as Markdown.
    pub doc: String,
    /// The name of the group that runs it.
    pub group: String,
    /// How it runs.
    pub mode: Mode,
    /// What keeps it in its group.
    #[cfg_attr(feature = "json", serde(default))]
    pub tie: Tie,
    /// What starts it.
    pub trigger: Trigger,
    /// The replies that it may wait for.
    pub waits: Vec<Wait>,
}

/// How a callback runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Mode {
    /// A sync method that can not wait.
    #[default]
    Sync,
    /// A sync method with a context: its waits block.
    Blocking,
    /// An `async` method.
    Async,
}

/// What keeps a callback in its group, as far as that is more than the type of its context. Which fixes are offered
/// depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Tie {
    /// It hands its context to functions or closures, which would have to change with it; or nothing is known.
    #[default]
    Context,
    /// It takes the group's state, or its node takes `&mut self` somewhere.
    State,
    /// Nothing.
    Nothing,
}

/// What starts a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Trigger {
    /// A message.
    Subscription(Subscription),
    /// A request.
    Service(Server),
    /// A goal, which it executes.
    Action(ActionServer),
    /// The passing of time.
    Timer(Timer),
    /// A change of parameters.
    Change(Change),
}

/// Which parameters a callback is told the changes of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Change {
    /// Their names, or the beginnings of their names; none: all.
    pub parameters: Vec<String>,
}

impl Change {
    /// `on a change of kp, ki`.
    pub fn in_words(&self) -> String {
        match self.parameters.as_slice() {
            [] => "on a change of parameters".to_owned(),
            names => format!("on a change of {}", names.join(", ")),
        }
    }
}

/// What is subscribed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Subscription {
    /// The topic's full name, after remapping.
    pub topic: String,
    /// The topic's name as it is written.
    pub declared: String,
    /// The message's type as it is written.
    pub message: String,
    /// The name that ROS 2 knows the type by, where it is known to have one.
    pub ros_type: Option<String>,
    /// What is asked of the quality of service.
    pub qos: Qos,
    /// What else it hears, where it is subscribed to several topics.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub more: Vec<Topic>,
}

impl Subscription {
    /// The full names of its topics, in their order.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.topic).chain(self.more.iter().map(|more| &*more.topic))
    }
}

/// A topic under its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Topic {
    /// Its full name, after remapping.
    pub topic: String,
    /// Its name as it is written.
    pub declared: String,
}

/// What is served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Server {
    /// The service's full name, after remapping.
    pub service: String,
    /// The service's name as it is written.
    pub declared: String,
    /// The service's type as it is written.
    pub service_type: String,
    /// The name that ROS 2 knows the type by, where it is known to have one.
    pub ros_type: Option<String>,
}

/// An action that is served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct ActionServer {
    /// The action's full name, after remapping.
    pub action: String,
    /// The action's name as it is written.
    pub declared: String,
    /// The action's type as it is written.
    pub action_type: String,
    /// The name that ROS 2 knows the type by, where it is known to have one.
    pub ros_type: Option<String>,
    /// What becomes of a goal that comes while the action has one that has not ended.
    pub busy: Busy,
    /// How long a result is kept after its goal's end.
    #[cfg_attr(feature = "json", serde(rename = "keep_result_ns", with = "crate::json::nanos"))]
    pub keep_result: Duration,
}

/// What becomes of a goal that comes while the action has one that has not ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Busy {
    /// It begins when its group lets it.
    #[default]
    Queue,
    /// It is refused.
    Reject,
    /// The goals before it are told to end.
    Preempt,
}

/// When a timer's callback is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Timer {
    /// The time between two calls, or up to the only one.
    #[cfg_attr(feature = "json", serde(rename = "period_ns", with = "crate::json::nanos"))]
    pub period: Duration,
    /// The period as it is written, where a parameter says it: `$(rate)Hz`. In the docs of a node, which are written
    /// without its parameters, the period is zero then.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub declared: Option<String>,
    /// Whether there is one call only.
    pub once: bool,
    /// What becomes of calls that it comes too late for.
    pub missed: Missed,
    /// Whose time it is.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "TimerClock::is_node"))]
    pub clock: TimerClock,
}

/// The clock of a timer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum TimerClock {
    /// That of its node, which may be simulated.
    #[default]
    Node,
    /// The one that goes on whatever `/clock` says.
    Steady,
}

impl TimerClock {
    /// Whether it is the node's.
    pub fn is_node(&self) -> bool {
        *self == TimerClock::Node
    }
}

/// What becomes of the calls that a timer comes too late for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Missed {
    /// They are left out; the next one comes in phase.
    #[default]
    Skip,
    /// They are left out; the next one comes a full period after the late one.
    Delay,
    /// They are made up for.
    Burst,
}

/// A reply that a callback may wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Wait {
    /// The field of the client.
    pub client: String,
    /// What it waits for.
    #[cfg_attr(feature = "json", serde(default))]
    pub awaited: Awaited,
    /// Whether it is only assumed: the callback hands its context, and this client or `self`, to code outside the
    /// impl block.
    pub assumed: bool,
    /// The method of the block that holds the call, where it is not the callback itself.
    pub through: Option<String>,
    /// Whether every run of the callback comes to it.
    pub certain: bool,
}

/// What a wait on a client is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Awaited {
    /// The reply of a service.
    #[default]
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
