//! Whole nodes on `Dds` with Fast DDS as the other side: what differs from Cyclone DDS.

use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;
use rosweave::{Dds, NodeHandle};

use super::harness::{Heard, Peer, eventually, fast_peer, heard, local_dds};
use super::words::{Text, Words};
use super::{start, words};

/// What fits no datagram, in the middle of what RustDDS sends well, and what goes ahead of it.
const LENGTHS: [usize; 3] = [70_000, 500_000, 3_000_000];

/// Says, hears, serves and calls.
#[node]
struct Friend {
    #[publisher("words", qos(depth = 100))]
    words: Publisher<StringMsg>,
    #[publisher("kept", qos(depth = 3, durability = transient_local))]
    kept: Publisher<StringMsg>,
    #[client("peer_words", timeout = "20s")]
    client: Client<Words>,
    heard: Heard,
    heard_kept: Heard,
}

#[node]
impl Friend {
    #[subscribe("peer_says", qos(depth = 100))]
    fn on_words(&self, words: StringMsg) {
        self.heard.send_modify(|heard| heard.push(words.data));
    }

    #[subscribe("peer_kept", qos(depth = 10, durability = transient_local))]
    fn on_kept(&self, words: StringMsg) {
        self.heard_kept.send_modify(|heard| heard.push(words.data));
    }

    /// Answers ten times as much.
    #[service("more_words", type = Words)]
    fn more(&self, request: Text) -> Text {
        Text { text: request.text.repeat(10) }
    }
}

async fn meet() -> Option<(NodeHandle<Friend>, Peer, Dds, String)> {
    let program = fast_peer()?;
    let dds = local_dds();
    let node = start(&dds).await;
    let peer = Peer::fast(&program, &dds);
    Some((node, peer, dds, program))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_all_lengths_arrive_both_ways() {
    let Some((node, mut peer, ..)) = meet().await else { return };
    peer.tell("subscribe listener rt/words String reliable,volatile,100");
    peer.tell("publish talker rt/peer_says String reliable,volatile,100");
    peer.matched("listener", 1);
    peer.matched("talker", 1);
    eventually("the peer's subscription", || node.node().words.subscriptions() == 1).await;

    // A volatile subscription misses what comes before it has heard of the peer.
    eventually("the peer's publisher", || {
        peer.tell("send talker first");
        !node.node().heard.borrow().is_empty()
    })
    .await;

    let said: Vec<_> = (0..50).map(|number| format!("Hello Wörld: {number}")).collect();
    for text in &said {
        node.node().words.publish(words(text)).unwrap();
        peer.begin(&format!("send talker {text}"));
    }
    for text in &said {
        assert_eq!(peer.event("heard listener"), *text);
    }
    eventually("the last", || node.node().heard.borrow().last() == said.last()).await;
    assert!(node.node().heard.borrow().ends_with(&said));

    for length in LENGTHS {
        node.node().words.publish(words("x".repeat(length))).unwrap();
        assert_eq!(peer.event("heard listener"), length.to_string());
        peer.begin(&format!("send_bytes talker {length}"));
        eventually("a long text", || node.node().heard.borrow().last().unwrap().len() == length).await;
    }
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_and_responses_have_any_length() {
    let Some((node, mut peer, ..)) = meet().await else { return };
    peer.tell("client c more_words");
    peer.tell("serve s peer_words 3000000");
    peer.matched("c", 1);
    for (call, length) in (1..).zip([1, 150, 7_000, 300_000, 2]) {
        peer.begin(&format!("call c {length}"));
        assert_eq!(peer.event("reply c"), format!("{call} {}", 10 * length));
    }
    // All at once: each gets its own.
    for length in 200..220 {
        peer.begin(&format!("call c {length}"));
    }
    let mut replies: Vec<_> = (0..20).map(|_| peer.event("reply c")).collect();
    replies.sort_by_key(|reply| reply.split(' ').next().unwrap().parse::<u32>().unwrap());
    let expected: Vec<_> = (0..20).map(|call| format!("{} {}", 6 + call, 10 * (200 + call))).collect();
    assert_eq!(replies, expected);

    let (cx, client) = (node.async_cx(), &node.node().client);
    client.wait_for_service(&*cx).await.unwrap();
    for length in [1, 5_000, 500_000] {
        let reply = client.call(&*cx, Text { text: "x".repeat(length) }).await.unwrap();
        assert_eq!(reply.text.len(), 3_000_000);
        assert_eq!(peer.event("request s"), length.to_string());
    }
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_joins_late_gets_what_was_kept_and_who_leaves_may_return() {
    let Some((node, mut peer, dds, program)) = meet().await else { return };
    for number in 0..12 {
        node.node().kept.publish(words(number.to_string())).unwrap();
    }
    for _ in 0..2 {
        peer.tell("subscribe late rt/kept String reliable,transient_local,10");
        let kept: Vec<_> = (0..3).map(|_| peer.event("heard late")).collect();
        assert_eq!(kept, ["9", "10", "11"]);
        peer.begin("exit");
        eventually("that it has gone", || node.node().kept.subscriptions() == 0).await;
        peer = Peer::fast(&program, &dds);
    }
    // Now the peer is first.
    node.stop().await.unwrap();
    drop(node);
    peer.tell("publish keeper rt/peer_kept String reliable,transient_local,3");
    for number in 0..12 {
        peer.tell(&format!("send keeper {number}"));
    }
    let node = start::<Friend>(&dds).await;
    assert_eq!(heard(&node.node().heard_kept, 3).await, ["9", "10", "11"]);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_calls_before_it_is_known_is_answered_at_once() {
    let Some((_node, mut peer, ..)) = meet().await else { return };
    // So that it knows the server when it makes the others.
    peer.tell("client first more_words");
    peer.matched("first", 1);
    for number in 0..8 {
        peer.begin(&format!("client c{number} more_words"));
        peer.begin(&format!("call c{number} 10"));
        let reply = peer.event_within(&format!("reply c{number}"), Duration::from_secs(2));
        assert_eq!(
            reply.as_deref(),
            Some("1 100"),
            "Fast DDS says by itself what there is after three seconds"
        );
    }
}
