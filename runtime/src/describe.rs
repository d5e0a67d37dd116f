//! What nodes hear, say, offer and call, as a value and in several formats.
//!
//! ```
//! use rosweave::prelude::*;
//!
//! #[node]
//! struct Talker {
//!     #[publisher("chatter")]
//!     chatter: Publisher<String>,
//! }
//!
//! #[node]
//! impl Talker {
//!     #[timer("1s")]
//!     fn talk(&self) {}
//! }
//!
//! let talker = rosweave::describe::<Talker>();
//! assert_eq!(talker.nodes[0].publishers[0].topic, "/chatter");
//! println!("{}", rosweave::describe::Format::Markdown.render(&talker));
//! ```
//!
//! Every program that is run by [`main!`](crate::main!), [`run`](crate::run), [`run_system`](crate::run_system) and
//! their kin says what it is and ends at once when it gets `--describe`, or `--describe` and a format: `text`, `json`,
//! `markdown`, `svg` or `mermaid`. Whatever it makes of its other arguments, `--describe` goes before; a bare `--`
//! ends the search, and what stands behind `--ros-args` up to the next `--` gives the nodes the names that are shown. A program that starts its
//! nodes by itself calls [`System::describe_if_asked`](crate::System::describe_if_asked); one that has an option of that
//! name for something else starts them by itself, and does not.
//!
//! The JSON of several programs is joined by the command `rosweave join`, which also looks whether their nodes wait
//! for each other in a circle: what the compiler and [`System`](crate::System) do for the nodes of one program, by
//! the same code. `docs/describe-schema.md` describes the JSON.
#![doc = ""]
#![doc = include_str!("describe/pictures.md")]

mod args;
mod build;
mod check;
mod trigger;

pub use rosweave_describe::{
    Cycle, CycleKind, CycleStep, Description, Format, Page, Server, Subscription, Tie, TimerHandle, Topic,
    Trigger, UnknownFormat, doubts, json, svg,
};

// Aliases and no re-exports: a second `Group` or `Client` would make rustc write `rosweave::Group` in its messages.
/// A node.
pub type NodeInfo = rosweave_describe::Node;
/// A callback group.
pub type GroupInfo = rosweave_describe::Group;
/// A callback.
pub type CallbackInfo = rosweave_describe::Callback;
/// A client.
pub type ClientInfo = rosweave_describe::Client;
/// A publisher.
pub type PublisherInfo = rosweave_describe::Publisher;
/// When a timer's callback is called.
pub type TimerInfo = rosweave_describe::Timer;
/// A reply that a callback may wait for.
pub type WaitInfo = rosweave_describe::Wait;
/// Quality of service.
pub type QosInfo = rosweave_describe::Qos;

pub(crate) use args::asked;
pub(crate) use build::node as node_of;
pub use check::find_cycles;

use crate::declare::node_facts;
use crate::life::Identity;

/// A node as it is declared.
pub fn describe<N: crate::Node>() -> Description {
    let facts = node_facts::<N>();
    let identity = Identity::declared(&facts);
    Description { nodes: vec![build::node(&facts, &identity)], cycles: Vec::new() }
}
