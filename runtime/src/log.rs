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
#[cfg(feature = "log")]
pub(crate) mod subscriber;

#[cfg(feature = "log")]
pub use layer::{Rosout, rosout};

/// The levels of ROS 2's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    Unset = 0,
    Debug = 10,
    Info = 20,
    Warn = 30,
    Error = 40,
    Fatal = 50,
}

impl Severity {
    pub(crate) const ALL: [(&'static str, Severity); 6] = [
        ("debug", Severity::Debug),
        ("info", Severity::Info),
        ("warn", Severity::Warn),
        ("error", Severity::Error),
        ("fatal", Severity::Fatal),
        ("unset", Severity::Unset),
    ];

    pub(crate) fn parse(text: &str) -> Option<Severity> {
        let found = Severity::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        found.map(|(_, severity)| *severity)
    }

    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_number(number: u32) -> Option<Severity> {
        let found = Severity::ALL.iter().find(|(_, severity)| u32::from(severity.number()) == number);
        found.map(|(_, severity)| *severity)
    }
}

impl From<tracing::Level> for Severity {
    fn from(level: tracing::Level) -> Severity {
        match level {
            tracing::Level::ERROR => Severity::Error,
            tracing::Level::WARN => Severity::Warn,
            tracing::Level::INFO => Severity::Info,
            // ROS 2 has nothing below.
            _ => Severity::Debug,
        }
    }
}
