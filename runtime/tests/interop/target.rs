//! A node that is sent what no honest peer sends, and what shows that it goes on.

use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;

use super::harness::{Heard, LIMIT, Peer};

#[node]
pub(crate) struct Target {
    #[client("peer_add", timeout = "20s")]
    pub(crate) peer_add: Client<AddTwoInts>,
    pub(crate) heard: Heard,
}

#[node]
impl Target {
    #[subscribe("target", qos(depth = 1000))]
    fn on_message(&self, message: StringMsg) {
        self.heard.send_modify(|heard| heard.push(message.data));
    }

    #[service("target_add", type = AddTwoInts)]
    fn add(&self, request: AddTwoIntsRequest) -> AddTwoIntsResponse {
        AddTwoIntsResponse { sum: request.a.wrapping_add(request.b) }
    }
}

/// How much memory the process takes.
pub(crate) fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Good messages pass: a string, a request, a reply. `replied` looks at what the peer says of its call.
pub(crate) async fn still_answers(
    peer: &mut Peer,
    node: &NodeHandle<Target>,
    turn: usize,
    replied: impl FnOnce(&mut Peer, &str),
) {
    let message = format!("good {turn}");
    peer.tell(&format!("send talker {message}"));
    let mut news = node.node().heard.subscribe();
    let arrived = news.wait_for(|all| all.contains(&message));
    assert!(tokio::time::timeout(LIMIT, arrived).await.is_ok(), "`{message}` does not arrive");
    peer.begin(&format!("call c {turn} 1"));
    replied(peer, &format!(" {}", turn + 1));
    let request = AddTwoIntsRequest { a: 40, b: 2 };
    assert_eq!(node.node().peer_add.call(&*node.async_cx(), request).await.unwrap().sum, 42);
}
