//! Talker and listener in one program: a message a second on the topic `chatter`.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example talker_listener -- --for 5s
//! ```
//!
//! The nodes are those of `talker` and `listener`, which run them as two processes.

mod listener;
mod talker;

use listener::Listener;
use rosweave::System;
use rosweave::prelude::*;
use talker::Talker;

fn main() -> rosweave::Result {
    rosweave_examples::run(
        System::new().node::<Listener>(NodeOptions::new()).node::<Talker>(NodeOptions::new()),
    )
}
