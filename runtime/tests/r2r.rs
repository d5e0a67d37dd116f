//! Nodes on ROS 2 through r2r. Needs a sourced ROS 2.
#![cfg(feature = "r2r")]

#[path = "r2r/bad_input.rs"]
mod bad_input;
#[path = "r2r/nodes.rs"]
mod nodes;
#[path = "r2r/peer.rs"]
mod peer;
#[path = "r2r/types.rs"]
mod types;

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::time::Duration;

use rosweave::transport::{Carries, Clock, PublisherPort, SubscriptionPort};
use rosweave::{Message, Qos, R2r, Transport};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("std_msgs/msg/UInt64")]
struct Number {
    data: u64,
}

type Node = <R2r as Transport>::Node;

fn join(name: &str) -> Node {
    let transport = R2r::open().expect("a sourced ROS 2");
    transport.join(name, Clock::current().expect("in a runtime")).expect("a node can join")
}

fn subscribe<M: Message>(node: &Node, topic: &str, qos: Qos) -> Box<dyn SubscriptionPort<M>> {
    <R2r as Carries<M>>::subscription(node, topic, &qos).expect("can subscribe")
}

async fn next<M: Message>(port: &mut dyn SubscriptionPort<M>) -> Arc<M> {
    within_limit(poll_fn(|context| port.poll_next(context))).await.expect("the subscription is open").message
}

/// A publisher that is heard already.
async fn heard<M: Message>(node: &Node, topic: &str, qos: Qos) -> Arc<dyn PublisherPort<M>> {
    let publisher = <R2r as Carries<M>>::publisher(node, topic, &qos).expect("can publish");
    eventually(|| publisher.subscriptions() > 0).await;
    publisher
}

/// A test that hangs is a failure, not a hang.
async fn within_limit<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it hangs")
}

/// Waits for what a network takes its time for.
async fn eventually(holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    within_limit(wait).await;
}
