//! What the fields of a node are.

use std::time::Duration;

use super::GroupFacts;
use super::parameter::ParameterFacts;
use super::qos::Qos;
use super::rust_type::RustType;
use crate::message::known::Known;

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
