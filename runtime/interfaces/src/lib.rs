//! ROS 2 messages, services and actions of one's own as Rust types, from a build script.

mod bundle;
mod code;
mod error;
mod find;
mod model;
mod names;
mod parse;
mod resolve;

#[doc(hidden)]
pub use bundle::bundle;
pub use error::{Error, Fault};
