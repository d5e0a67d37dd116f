//! What a node holds: the fields of its struct.

use std::time::Duration;

use crate::qos::Qos;

/// A publisher. It belongs to no group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Publisher {
    /// The field's name.
    pub field: String,
    /// Its doc comment, as Markdown.
    pub doc: String,
    /// The topic's full name, after remapping.
    pub topic: String,
    /// The topic's name as it is written.
    pub declared: String,
    /// The message's type as it is written.
    pub message: String,
    /// The name that ROS 2 knows the type by, where it is known to have one.
    pub ros_type: Option<String>,
    /// What it offers of the quality of service.
    pub qos: Qos,
}

/// A client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Client {
    /// The field's name.
    pub field: String,
    /// Its doc comment, as Markdown.
    pub doc: String,
    /// The service's full name, after remapping.
    pub service: String,
    /// The service's name as it is written.
    pub declared: String,
    /// The service's type as it is written.
    pub service_type: String,
    /// The name that ROS 2 knows the type by, where it is known to have one.
    pub ros_type: Option<String>,
    /// The name of the group that delivers its replies.
    pub group: String,
    /// How long a call waits when it names no limit of its own.
    #[cfg_attr(feature = "json", serde(rename = "timeout_ns", with = "crate::json::some_nanos"))]
    pub timeout: Option<Duration>,
}

/// A client of an action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct ActionClient {
    /// The field's name.
    pub field: String,
    /// Its doc comment, as Markdown.
    pub doc: String,
    /// The action's full name, after remapping.
    pub action: String,
    /// The action's name as it is written.
    pub declared: String,
    /// The action's type as it is written.
    pub action_type: String,
    /// The name that ROS 2 knows the type by, where it is known to have one.
    pub ros_type: Option<String>,
    /// The name of the group that delivers answers, feedback and results.
    pub group: String,
    /// How long sending and cancelling wait when they name no limit of their own.
    #[cfg_attr(feature = "json", serde(rename = "timeout_ns", with = "crate::json::some_nanos"))]
    pub timeout: Option<Duration>,
}

/// A field that is the handle of a timer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct TimerHandle {
    /// The field's name.
    pub field: String,
    /// Its doc comment, as Markdown.
    pub doc: String,
    /// The timer's callback.
    pub callback: String,
}

/// A parameter: a named value that others may read and set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Parameter {
    /// The field's name.
    pub field: String,
    /// Its full name, as in `gains.kp`.
    pub name: String,
    /// Its doc comment, as Markdown.
    pub doc: String,
    /// Its type as ROS 2 calls it; as it is written where only that is known.
    pub value_type: String,
    /// Its value where nobody gives another one; `None`: it has to be given, or may be unset.
    pub default: Option<String>,
    /// What its values lie within, in words.
    pub range: Option<String>,
    /// The values that it may have, where it is one of several texts.
    pub choices: Vec<String>,
    /// Whether it keeps the value that the node starts with.
    pub read_only: bool,
}
