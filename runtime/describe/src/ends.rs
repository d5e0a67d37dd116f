//! Ends: where a node meets others, at a topic, a service or an action. A kind of callback or field says its ends here,
//! and pictures, tables and doubts ask no more of it.

use std::time::Duration;

use crate::model::{ActionClient, Client, Node, Publisher, Trigger};

/// What joins nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Join {
    Topic,
    Service,
    Action,
}

impl Join {
    pub(crate) const ALL: [Join; 3] = [Join::Topic, Join::Service, Join::Action];

    pub(crate) fn noun(self) -> &'static str {
        match self {
            Join::Topic => "topic",
            Join::Service => "service",
            Join::Action => "action",
        }
    }
}

/// One node's end of a topic, a service or an action.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    pub(crate) join: Join,
    /// The full name of what it is an end of.
    pub(crate) name: &'a str,
    /// The type as it is written.
    pub(crate) ty: &'a str,
    /// The name that ROS 2 knows the type by.
    pub(crate) ros_type: Option<&'a str>,
}

impl<'a> End<'a> {
    fn new(join: Join, name: &'a str, ty: &'a str, ros_type: &'a Option<String>) -> End<'a> {
        End { join, name, ty, ros_type: ros_type.as_deref() }
    }

    /// Whether both are ends of the same.
    pub(crate) fn meets(&self, other: &End<'_>) -> bool {
        (self.join, self.name) == (other.join, other.name)
    }
}

impl Trigger {
    /// Where what starts the callback comes from.
    pub(crate) fn ends(&self) -> Vec<End<'_>> {
        match self {
            Trigger::Subscription(of) => {
                let end = |topic| End::new(Join::Topic, topic, &of.message, &of.ros_type);
                of.topics().map(end).collect()
            }
            Trigger::Service(of) => {
                vec![End::new(Join::Service, &of.service, &of.service_type, &of.ros_type)]
            }
            Trigger::Action(of) => vec![End::new(Join::Action, &of.action, &of.action_type, &of.ros_type)],
            Trigger::Timer(_) | Trigger::Change(_) => Vec::new(),
        }
    }
}

impl Publisher {
    pub(crate) fn end(&self) -> End<'_> {
        End::new(Join::Topic, &self.topic, &self.message, &self.ros_type)
    }
}

/// What a client asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientKind {
    Service,
    Action,
}

/// What a client of a service and one of an action have in common.
pub(crate) struct AnyClient<'a> {
    pub(crate) kind: ClientKind,
    pub(crate) field: &'a str,
    pub(crate) doc: &'a str,
    pub(crate) end: End<'a>,
    pub(crate) group: &'a str,
    pub(crate) timeout: Option<Duration>,
}

impl<'a> AnyClient<'a> {
    fn of_service(client: &'a Client) -> AnyClient<'a> {
        let Client { field, doc, service, declared: _, service_type, ros_type, group, timeout } = client;
        let end = End::new(Join::Service, service, service_type, ros_type);
        AnyClient { kind: ClientKind::Service, field, doc, end, group, timeout: *timeout }
    }

    fn of_action(client: &'a ActionClient) -> AnyClient<'a> {
        let ActionClient { field, doc, action, declared: _, action_type, ros_type, group, timeout } = client;
        let end = End::new(Join::Action, action, action_type, ros_type);
        AnyClient { kind: ClientKind::Action, field, doc, end, group, timeout: *timeout }
    }
}

impl Node {
    /// The clients of services, then those of actions.
    pub(crate) fn any_clients(&self) -> impl Iterator<Item = AnyClient<'_>> {
        let of_services = self.clients.iter().map(AnyClient::of_service);
        of_services.chain(self.action_clients.iter().map(AnyClient::of_action))
    }

    /// The ends that it receives at: what its callbacks hear, serve and execute.
    pub(crate) fn receiving(&self) -> impl Iterator<Item = End<'_>> {
        self.callbacks.iter().flat_map(|callback| callback.trigger.ends())
    }

    /// The ends that it sends at: its publishers and clients.
    pub(crate) fn sending(&self) -> impl Iterator<Item = End<'_>> {
        self.publishers.iter().map(Publisher::end).chain(self.any_clients().map(|client| client.end))
    }
}
