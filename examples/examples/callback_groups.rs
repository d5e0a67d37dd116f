//! The service node and the client node of ROS 2's how-to
//! ["Using Callback Groups"](https://docs.ros.org/en/jazzy/How-To-Guides/Using-callback-groups.html), in one
//! program.
//!
//! The client node's timer blocks until the response is there. In ROS 2 that works only if the client sits
//! in another callback group than the timer; the how-to shows eight layouts, two of which hang. Here those
//! two do not compile: `examples/broken` is one of them.
//!
//! ```console
//! $ cargo run --release -p rosweave-examples --example callback_groups -- --for 5s
//! ```
#![allow(clippy::print_stdout)]

use rosweave::System;
use rosweave::msgs::std_srvs::srv::{Empty, EmptyRequest, EmptyResponse};
use rosweave::prelude::*;

/// Answers requests.
#[node]
struct ServiceNode;

#[node]
impl ServiceNode {
    #[service("test_service", type = Empty)]
    fn answer(&self, _request: EmptyRequest) -> EmptyResponse {
        println!("[service_node] Received request, responding...");
        EmptyResponse
    }
}

/// Delivers the client's replies while the default group waits for one.
#[derive(Group, Default)]
struct Replies;

/// Sends a request every second, and waits for the response.
#[node]
struct ClientNode {
    /// The time limit only says what happens if nobody answers. It is no way out of a deadlock.
    #[client("test_service", timeout = "10s")]
    test_service: Client<Empty, Replies>,
}

#[node]
impl ClientNode {
    /// Names no group, so it is in the default group.
    #[timer("1s")]
    fn ask(&self, cx: &Cx) -> Result<(), CallError> {
        println!("[client_node] Sending request");
        self.test_service.call(cx, EmptyRequest)?;
        println!("[client_node] Received response");
        Ok(())
    }
}

fn main() -> rosweave::Result {
    let nodes = System::new().node::<ServiceNode>(NodeOptions::new()).node::<ClientNode>(NodeOptions::new());
    // `run` does that too, but not before the line below.
    if nodes.describe_if_asked()? {
        return Ok(());
    }
    println!("Starting client node, shut down with CTRL-C");
    rosweave_examples::run(nodes)
}
