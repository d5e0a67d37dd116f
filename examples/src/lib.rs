//! What the examples share: the transports that they can run on, and the `--for` option.

mod end;
mod transports;

pub use end::{End, run};
pub use transports::Transports;

// The code in the README is compiled, and its tests run, with the tests of this package.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
