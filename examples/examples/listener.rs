//! Prints what is said on the topic `chatter`, like ROS 2's demo of that name.
//!
//! ```console
//! $ ROSWEAVE_TRANSPORT=dds cargo run -p rosweave-examples --features dds --example listener
//! ```
#![allow(clippy::print_stdout)]

use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;

/// Prints what it hears.
#[node]
pub(crate) struct Listener;

#[node]
impl Listener {
    #[subscribe("chatter")]
    fn on_chatter(&self, message: &StringMsg) {
        println!("[listener] I heard: [{}]", message.data);
    }
}

#[allow(dead_code)] // not where `talker_listener` takes the node from here
fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, Listener>()
}
