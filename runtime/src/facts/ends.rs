//! Ends: where a node meets others, at a topic, a service or an action, as its declaration names them.

use super::names::NameKind;
use super::{FieldKind, NamedType, Role};

/// A node's end of a topic, a service or an action.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    pub(crate) kind: NameKind,
    /// The name as it is written.
    pub(crate) name: &'a str,
    /// The type as it is written.
    pub(crate) type_name: &'a str,
    /// The name that ROS 2 knows the type by, where it has one.
    pub(crate) ros_type: Option<NamedType<'a>>,
}

impl<'a> Role<'a> {
    /// Where what starts the callback comes from.
    pub(crate) fn ends(&self) -> Vec<End<'a>> {
        match *self {
            Role::Subscription { topics, message: type_name, ros_type, .. } => {
                let end = |&name| End { kind: NameKind::Topic, name, type_name, ros_type };
                topics.iter().map(end).collect()
            }
            Role::Service { service: name, service_type: type_name, ros_type, .. } => {
                vec![End { kind: NameKind::Service, name, type_name, ros_type }]
            }
            Role::Action { action: name, action_type: type_name, ros_type, .. } => {
                vec![End { kind: NameKind::Action, name, type_name, ros_type }]
            }
            Role::Timer { .. } | Role::Change { .. } => Vec::new(),
        }
    }
}

impl<'a> FieldKind<'a> {
    /// Where what the field sends goes.
    pub(crate) fn end(&self) -> Option<End<'a>> {
        let (kind, name, type_name, ros_type) = match self {
            FieldKind::Publisher(of) => (NameKind::Topic, of.topic, of.message, of.ros_type),
            FieldKind::Client(of) => (NameKind::Service, of.service, of.service_type, of.ros_type),
            FieldKind::ActionClient(of) => (NameKind::Action, of.action, of.action_type, of.ros_type),
            FieldKind::Timer { .. } | FieldKind::Parameter(_) | FieldKind::Plain => return None,
        };
        Some(End { kind, name, type_name, ros_type })
    }
}
