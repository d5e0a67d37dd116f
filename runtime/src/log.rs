//! The log as ROS 2 sees it: loggers with levels, and `/rosout`.
//!
//! What a node's callbacks log with `tracing`, and what they call, goes to `/rosout` under the name of the node's logger,
//! with the level, the callback, the file and the line. [`run`](crate::run) and [`main!`](crate::main!) see to it by
//! themselves. A program with a subscriber of its own adds [`rosout`]:
//!
#![cfg_attr(feature = "log", doc = "```no_run")]
#![cfg_attr(not(feature = "log"), doc = "```text")]
//! use tracing_subscriber::prelude::*;
//!
//! tracing_subscriber::registry().with(tracing_subscriber::fmt::layer()).with(rosweave::log::rosout()).init();
//! ```
//!
//! A node's logger is called as in rclcpp: `left.arm` for a node `arm` in the namespace `/left`. The field `logger` of an
//! event names a child of it: `tracing::info!(logger = "planner", "a way is found")` is of the logger `left.arm.planner`.
//! Levels come from `--log-level`, and from `~/set_logger_levels` where a node has it
//! ([`NodeOptions::logger_services`](crate::NodeOptions::logger_services)).

#[cfg(feature = "log")]
mod layer;
pub(crate) mod levels;
pub(crate) mod node_log;
pub(crate) mod serve;
pub(crate) mod severity;
#[cfg(feature = "log")]
pub(crate) mod subscriber;

#[cfg(feature = "log")]
pub use layer::{Rosout, rosout};
