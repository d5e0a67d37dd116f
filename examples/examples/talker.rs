//! Says hello once a second on the topic `chatter`, like ROS 2's demo of that name.
//!
//! Over DDS, to `listener` in another terminal, or to any ROS 2 program on the network:
//!
//! ```console
//! $ ROSWEAVE_TRANSPORT=dds cargo run -p rosweave-examples --features dds --example talker
//! ```
#![allow(clippy::print_stdout)]

use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;

/// Says hello, and counts.
#[node]
pub(crate) struct Talker {
    #[publisher("chatter", qos(depth = 7))]
    chatter: Publisher<StringMsg>,
    /// Plain state. It starts as the type's default.
    said: u64,
}

#[node]
impl Talker {
    /// All callbacks of this node are in its default group, so they may change the node itself.
    #[timer("1s")]
    fn talk(&mut self) -> Result<(), PublishError> {
        self.said += 1;
        let message = StringMsg { data: format!("Hello World: {}", self.said) };
        println!("[talker] Publishing: '{}'", message.data);
        self.chatter.publish(message)
    }
}

#[allow(dead_code)] // not where `talker_listener` takes the node from here
fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, Talker>()
}
