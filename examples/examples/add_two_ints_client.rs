//! Asks for a sum twice a second, with a call that blocks.
//!
//! ```console
//! $ ROSWEAVE_TRANSPORT=dds cargo run -p rosweave-examples --features dds --example add_two_ints_client
//! ```
#![allow(clippy::print_stdout)]

use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest};
use rosweave::prelude::*;

/// Delivers replies.
#[derive(Group, Default)]
pub(crate) struct Replies;

/// Asks with a call that blocks. Its client needs another group than its timer.
#[node]
pub(crate) struct BlockingClient {
    #[client("add_two_ints", timeout = "2s")]
    add: Client<AddTwoInts, Replies>,
    asked: i64,
}

#[node]
impl BlockingClient {
    #[timer("500ms")]
    fn ask(&mut self, cx: &Cx) -> Result<(), CallError> {
        self.asked += 1;
        let (a, b) = (self.asked, 10);
        let response = self.add.call(cx, AddTwoIntsRequest { a, b })?;
        println!("[blocking_client] {a} + {b} = {}", response.sum);
        Ok(())
    }
}

#[allow(dead_code)] // not where `adder` takes the node from here
fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, BlockingClient>()
}
