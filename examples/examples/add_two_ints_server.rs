//! A service that adds, like ROS 2's demo of that name.
//!
//! ```console
//! $ ROSWEAVE_TRANSPORT=dds cargo run -p rosweave-examples --features dds --example add_two_ints_server
//! ```
#![allow(clippy::print_stdout)]

use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::prelude::*;

/// Adds two numbers.
#[node]
pub(crate) struct Adder;

#[node]
impl Adder {
    #[service("add_two_ints", type = AddTwoInts)]
    fn add(&self, request: &AddTwoIntsRequest) -> AddTwoIntsResponse {
        AddTwoIntsResponse { sum: request.a + request.b }
    }
}

#[allow(dead_code)] // not where `adder` takes the node from here
fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, Adder>()
}
