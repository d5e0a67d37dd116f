//! Groups, callbacks, clients, services and waits as plain indices.

/// How many callbacks of a group may run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// One at a time (ROS: mutually exclusive).
    Exclusive,
    /// Any number, also of one callback.
    Reentrant,
    /// Reentrant with a cap. The cap's size plays no part: enough callers fill any.
    Capped,
}

/// The place of a group in [`Layout::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub usize);

/// The place of a callback in [`Layout::callbacks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallbackId(pub usize);

/// The place of a client in [`Layout::clients`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub usize);

/// The place of a service in [`Layout::services`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub usize);

/// A callback: the group that runs it and, for a service's handler or the execution of an action's goals, the
/// service or action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Callback {
    /// The group that runs it.
    pub group: GroupId,
    /// The service that it answers, or the action whose goals it executes.
    pub serves: Option<ServiceId>,
}

/// A client of a service or an action: the group that delivers its replies, and what it calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    /// The group that delivers its replies.
    pub group: GroupId,
    /// The called service or action, if a composed node serves it. `None`: somebody else's, taken to answer.
    pub target: Option<ServiceId>,
}

/// A service or action of a composed node: the group of its handler, or of the execution of its goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Service {
    /// The group that runs its handler.
    pub group: GroupId,
}

/// How a callback waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitMode {
    /// A sync callback: its group does nothing until the reply is there.
    Blocking,
    /// An async callback: its group goes on routing replies.
    Awaiting,
}

/// Who answers, and has to be able to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Awaited {
    /// The handler of a service, or the execution of a goal, for its result or feedback.
    Handler,
    /// The keeper, for a goal that is sent or cancelled: it answers whatever the groups of the server do.
    Keeper,
}

/// A callback's waiting for a reply of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wait {
    /// Who waits.
    pub callback: CallbackId,
    /// On which client.
    pub client: ClientId,
    /// Blocking or awaiting.
    pub mode: WaitMode,
    /// Whose answer it waits for.
    pub awaited: Awaited,
    /// Whether every run of the callback comes to this wait. Matters for recursion alone.
    pub certain: bool,
}

/// The place of a wait in [`Layout::waits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WaitId(pub usize);

/// The groups, callbacks, clients, services and waits of all composed nodes.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// All groups.
    pub groups: &'a [GroupKind],
    /// All callbacks.
    pub callbacks: &'a [Callback],
    /// All clients.
    pub clients: &'a [Client],
    /// All services and actions of the composed nodes.
    pub services: &'a [Service],
    /// All waits that a callback may come to.
    pub waits: &'a [Wait],
}
