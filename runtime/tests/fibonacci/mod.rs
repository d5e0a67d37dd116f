//! ROS 2's action of the tutorials, by types of our own: the tests with it need no message packages.

use rosweave::Message;
use rosweave::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Message)]
#[ros("example_interfaces/action/Fibonacci_Goal")]
pub(crate) struct Order {
    pub(crate) order: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Message)]
#[ros("example_interfaces/action/Fibonacci_Result")]
pub(crate) struct Numbers {
    pub(crate) sequence: Vec<i32>,
}

#[derive(Action)]
#[ros("example_interfaces/action/Fibonacci", goal = Order, result = Numbers, feedback = Numbers)]
pub(crate) struct Fibonacci;
