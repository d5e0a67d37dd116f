//! A node that is sent RTPS messages that no honest peer sends: it bears them, and what ends RustDDS' threads has it opened
//! afresh. A program of its own, because it looks at how much memory the process takes.
#![cfg(all(feature = "dds", feature = "msgs", feature = "log"))]
#![allow(missing_docs)]

#[path = "interop/harness.rs"]
mod harness;

use harness::{Heard, LIMIT, Log, Peer, eventually, local_dds, python};
use rosweave::Health;
use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;

/// Nothing that is claimed is kept, but what was cut into fragments waits a while for the rest.
const GROWTH_MIB: u64 = 64;

#[node]
struct Target {
    #[client("peer_add", timeout = "20s")]
    peer_add: Client<AddTwoInts>,
    heard: Heard,
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

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Good messages pass: a string, a request, a reply.
async fn still_answers(peer: &mut Peer, node: &NodeHandle<Target>, turn: usize) {
    let message = format!("good {turn}");
    peer.tell(&format!("send talker {message}"));
    let mut news = node.node().heard.subscribe();
    let arrived = news.wait_for(|all| all.contains(&message));
    assert!(tokio::time::timeout(LIMIT, arrived).await.is_ok(), "`{message}` does not arrive");
    peer.begin(&format!("call c {turn} 1"));
    // What a dead participant has not confirmed comes to the next one, too, and is answered again.
    while !peer.event("reply c").ends_with(&format!(" {}", turn + 1)) {}
    let request = AddTwoIntsRequest { a: 40, b: 2 };
    assert_eq!(node.node().peer_add.call(&*node.async_cx(), request).await.unwrap().sum, 42);
}

/// Every kind of submessage with numbers that lie; the last two end RustDDS' threads.
const CALM: [&str; 13] = [
    "data",
    "data_frag",
    "heartbeat",
    "heartbeat_frag",
    "gap",
    "ack_nack",
    "nack_frag",
    "info",
    "secret",
    "unknown",
    "several",
    "wrong_length",
    "cut_off",
];
const DEADLY: [&str; 2] = ["gap_at_the_end", "nack_of_fragment_zero"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_messages_are_borne_and_what_ends_the_wire_has_it_opened_afresh() {
    let Some(python) = python() else { return };
    let log = Log::get();
    let dds = local_dds();
    let node = NodeOptions::new().start_on::<Target, _>(&dds).await.unwrap();
    let mut peer = Peer::start(&python, &dds);
    peer.tell("publish talker rt/target String reliable,volatile,10");
    peer.tell("client c target_add");
    peer.tell("client evil target_add");
    peer.tell("serve s peer_add answer");
    for end in ["talker", "c", "evil", "s"] {
        peer.matched(end, 1);
    }
    node.node().peer_add.wait_for_service(&*node.async_cx()).await.unwrap();
    still_answers(&mut peer, &node, 0).await;
    let before = resident_mib();
    for (turn, kind) in (1..).zip(CALM) {
        peer.tell(&format!("forge evil {kind} 1000 {turn}"));
        still_answers(&mut peer, &node, turn).await;
        assert_eq!(node.health(), Health::Good, "{kind}");
    }
    let growth = resident_mib().saturating_sub(before);
    assert!(growth < GROWTH_MIB, "{growth} MiB more than before");

    let deaths = || log.lines(&["the wire is dead"]).len();
    let lives = || log.lines(&["the wire is alive again"]).len();
    for (turn, kind) in (1..).zip(DEADLY) {
        peer.tell(&format!("forge evil {kind} 1 {turn}"));
        // Where overflows are not checked, one of them is borne.
        let is_borne = !cfg!(debug_assertions) && kind == "gap_at_the_end";
        if !is_borne {
            eventually("another participant", || deaths() >= turn && lives() == deaths()).await;
        }
        assert_eq!(node.health(), Health::Good, "{kind}");
        node.node().peer_add.wait_for_service(&*node.async_cx()).await.unwrap();
        still_answers(&mut peer, &node, 100 + turn).await;
    }
    node.stop().await.unwrap();
}
