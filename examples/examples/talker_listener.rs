//! Talker and listener: a message a second on the topic `chatter`.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example talker_listener -- --for 5s
//! ```
#![allow(clippy::print_stdout)]

use rosweave::System;
use rosweave::prelude::*;
use rosweave_examples::StringMsg;

/// Says hello, and counts.
#[node]
struct Talker {
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

/// Prints what it hears.
#[node]
struct Listener;

#[node]
impl Listener {
    #[subscribe("chatter")]
    fn on_chatter(&self, message: &StringMsg) {
        println!("[listener] I heard: [{}]", message.data);
    }
}

fn main() -> rosweave::Result {
    rosweave_examples::run(
        System::new().node::<Listener>(NodeOptions::new()).node::<Talker>(NodeOptions::new()),
    )
}
