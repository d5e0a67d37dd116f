//! What a node hears, says, offers and calls, how often and in which group, as a value that can be drawn.
//!
//! A [`Description`] is plain and owned. `rosweave::describe` makes one of compiled nodes, the macros make one of
//! a node's source, and the feature `json` reads one from a file.
//!
//! ```
//! use rosweave_describe::{Description, Node, Page, svg, text};
//!
//! let node = Node { type_name: "Arm".into(), name: "arm".into(), namespace: "/left".into(), ..Node::default() };
//! let description = Description { nodes: vec![node], ..Description::default() };
//! assert_eq!(text(&description), "/left/arm (Arm)\n");
//! assert!(svg(&description, Page::Alone).starts_with("<svg"));
//! ```

mod doubts;
mod duration;
mod ends;
mod fit;
#[cfg(feature = "json")]
mod format;
mod graph;
#[cfg(feature = "json")]
pub mod json;
mod markdown;
mod mermaid;
mod model;
pub mod names;
mod qos;
#[cfg(feature = "json")]
mod references;
mod svg;
pub mod tables;
mod text;
pub mod words;

pub use doubts::doubts;
#[cfg(feature = "json")]
pub use format::{Format, UnknownFormat};
pub use markdown::markdown;
pub use mermaid::mermaid;
pub use model::{
    ActionClient, ActionServer, Awaited, Busy, Callback, Change, Client, Cycle, CycleKind, CycleStep,
    DEFAULT_GROUP, Description, Group, GroupKind, Missed, Mode, Node, Parameter, Publisher, Server,
    Subscription, Tie, Timer, TimerClock, TimerHandle, Topic, Trigger, Wait,
};
pub use names::resolve;
pub use qos::{Durability, Liveliness, Qos, Reliability};
pub use svg::{Page, svg};
pub use text::text;
