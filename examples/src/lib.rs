//! What the examples share: the messages and services that they use, and the `--for` option.
//!
//! In-process, any Rust type travels as a message, and a service is a type that names a request and a
//! response. So these are plain structs, written after `std_msgs`, `std_srvs` and `example_interfaces`. The
//! message packages themselves come with the DDS transport.

mod end;

pub use end::{End, run};
use rosweave::Service;

/// A text, like `std_msgs/String`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringMsg {
    /// The text.
    pub data: String,
}

/// A whole number, like `std_msgs/Int64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Int64 {
    /// The number.
    pub data: i64,
}

/// A service without data, like `std_srvs/Empty`.
#[derive(Clone, Copy, Debug)]
pub struct Empty;

/// The request of [`Empty`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmptyRequest;

/// The response of [`Empty`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmptyResponse;

impl Service for Empty {
    type Request = EmptyRequest;
    type Response = EmptyResponse;
}

/// A service that adds, like `example_interfaces/AddTwoInts`.
#[derive(Clone, Copy, Debug)]
pub struct AddTwoInts;

/// The request of [`AddTwoInts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddTwoIntsRequest {
    /// The first number.
    pub a: i64,
    /// The second number.
    pub b: i64,
}

/// The response of [`AddTwoInts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddTwoIntsResponse {
    /// `a + b`.
    pub sum: i64,
}

impl Service for AddTwoInts {
    type Request = AddTwoIntsRequest;
    type Response = AddTwoIntsResponse;
}

// The code in the README is compiled, and its tests run, with the tests of this package.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
