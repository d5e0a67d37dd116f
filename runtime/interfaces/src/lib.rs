//! ROS 2 messages, services and actions of one's own as Rust types, from a build script.
//!
//! [`Interfaces`] reads definitions and writes types; `rosweave::interfaces!();` puts them into a crate. [`description`]
//! is what ROS 2 says of types, and the hash of that; `rosweave` has it as `rosweave::description`.
//!
//! One stage a module: `search` and `find` (which packages, and their files), `parse` (text to `model`), `resolve` (what
//! they use of each other), `describe` and `code` (what is written).

#[cfg(feature = "build")]
mod bundle;
#[cfg(feature = "build")]
mod code;
#[cfg(feature = "build")]
mod describe;
pub mod description;
#[cfg(feature = "build")]
mod error;
#[cfg(feature = "build")]
mod find;
#[cfg(feature = "build")]
mod interfaces;
#[cfg(feature = "build")]
mod model;
#[cfg(feature = "build")]
mod names;
#[cfg(feature = "build")]
mod parse;
#[cfg(feature = "build")]
mod resolve;
#[cfg(feature = "build")]
mod search;
#[cfg(all(test, feature = "build"))]
mod tests;

#[cfg(feature = "build")]
#[doc(hidden)]
pub use bundle::bundle;
#[cfg(feature = "build")]
pub use error::{Error, Fault};
#[cfg(feature = "build")]
pub use interfaces::Interfaces;
