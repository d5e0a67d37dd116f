//! The model: plain values, in the order in which they are declared.

mod callback;
mod field;

pub use callback::{
    ActionServer, Awaited, Busy, Callback, Change, Missed, Mode, Server, Subscription, Tie, Timer,
    TimerClock, Topic, Trigger, Wait,
};
pub use field::{ActionClient, Client, Parameter, Publisher, TimerHandle};

/// The name of the group that callbacks and clients are in without a `#[group]`.
pub const DEFAULT_GROUP: &str = "DefaultGroup";

/// Nodes, and what is wrong with them together.
///
/// Its JSON is that of `json::write`, which has a head with the version. Serialised by itself it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Description {
    /// The nodes. More than one make a system.
    pub nodes: Vec<Node>,
    /// Cycles of waits, which never end. Empty where nothing is wrong, or nobody has looked.
    pub cycles: Vec<Cycle>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Node {
    /// The name of the Rust type.
    pub type_name: String,
    /// The name that it runs under.
    pub name: String,
    /// The namespace that it runs in, absolute.
    pub namespace: String,
    /// The doc comment of its struct, as Markdown.
    pub doc: String,
    /// Its groups, each under a name of its own.
    pub groups: Vec<Group>,
    /// Its callbacks.
    pub callbacks: Vec<Callback>,
    /// Its publishers.
    pub publishers: Vec<Publisher>,
    /// Its clients.
    pub clients: Vec<Client>,
    /// Its clients of actions.
    #[cfg_attr(feature = "json", serde(default))]
    pub action_clients: Vec<ActionClient>,
    /// Its fields that are handles of timers.
    pub timer_handles: Vec<TimerHandle>,
    /// Its parameters.
    #[cfg_attr(feature = "json", serde(default))]
    pub parameters: Vec<Parameter>,
}

/// A callback group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Group {
    /// The name of its type, [`DEFAULT_GROUP`] for the default one.
    pub name: String,
    /// The doc comment of its type, as Markdown.
    pub doc: String,
    /// Which of its callbacks may overlap.
    pub kind: GroupKind,
    /// How many of its callbacks may run at once, where it is capped.
    pub max_parallel: Option<usize>,
}

/// Which callbacks of a group may overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum GroupKind {
    /// None.
    #[default]
    Exclusive,
    /// All, also with themselves.
    Reentrant,
    /// Any, up to a number.
    Capped,
    /// Its declaration is out of sight, as it can be for a macro. No JSON has it.
    #[cfg_attr(feature = "json", serde(skip))]
    Unknown,
}

/// Waits of which each needs what the next one holds, and the last one what the first one holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct Cycle {
    /// What comes of it.
    pub kind: CycleKind,
    /// What is wrong and how to mend it, as the compiler says it; where there are several nodes, with the node.
    pub message: String,
    /// The waits.
    pub steps: Vec<CycleStep>,
}

/// What comes of a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum CycleKind {
    /// Groups that never go on.
    Deadlock,
    /// Handlers that call each other without end.
    Recursion,
}

/// One wait of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub struct CycleStep {
    /// The place of its node in [`Description::nodes`], from 0.
    pub node: usize,
    /// The callback that waits.
    pub callback: String,
    /// The client that it waits on.
    pub client: String,
}

impl Node {
    /// The node's full name in the graph.
    pub fn full_name(&self) -> String {
        crate::names::resolve(&self.namespace, &self.name, &self.name)
    }

    /// The group of that name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The callbacks that a message starts.
    pub fn subscriptions(&self) -> impl Iterator<Item = (&Callback, &Subscription)> {
        self.callbacks.iter().filter_map(|callback| match &callback.trigger {
            Trigger::Subscription(subscription) => Some((callback, subscription)),
            _ => None,
        })
    }

    /// The callbacks that a request starts.
    pub fn services(&self) -> impl Iterator<Item = (&Callback, &Server)> {
        self.callbacks.iter().filter_map(|callback| match &callback.trigger {
            Trigger::Service(server) => Some((callback, server)),
            _ => None,
        })
    }

    /// The callbacks that a change of parameters starts.
    pub fn changes(&self) -> impl Iterator<Item = (&Callback, &Change)> {
        self.callbacks.iter().filter_map(|callback| match &callback.trigger {
            Trigger::Change(change) => Some((callback, change)),
            _ => None,
        })
    }

    /// The callbacks that execute goals.
    pub fn actions(&self) -> impl Iterator<Item = (&Callback, &ActionServer)> {
        self.callbacks.iter().filter_map(|callback| match &callback.trigger {
            Trigger::Action(server) => Some((callback, server)),
            _ => None,
        })
    }

    /// The callbacks that time starts.
    pub fn timers(&self) -> impl Iterator<Item = (&Callback, &Timer)> {
        self.callbacks.iter().filter_map(|callback| match &callback.trigger {
            Trigger::Timer(timer) => Some((callback, timer)),
            _ => None,
        })
    }
}
