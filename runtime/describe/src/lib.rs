//! What a node hears, says, offers and calls, how often and in which group, as a value that can be drawn.
//!
//! A [`Description`] is plain and owned. `rosweave::describe` makes one of compiled nodes, the macros make one of
//! a node's source, and the feature `json` reads one from a file.

mod fit;
#[cfg(feature = "json")]
pub mod json;
mod model;
mod names;
#[cfg(feature = "json")]
mod references;
mod svg;
pub mod words;

pub use model::{
    Callback, Client, Cycle, CycleKind, CycleStep, DEFAULT_GROUP, Description, Durability, Group, GroupKind,
    Liveliness, Missed, Mode, Node, Publisher, Qos, Reliability, Server, Subscription, Timer, TimerHandle,
    Trigger, Wait,
};
pub use names::resolve;
pub use svg::{Page, svg};
