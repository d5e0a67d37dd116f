//! Whole nodes on `Dds` with another DDS as the other side, a process of its own: Eclipse Cyclone DDS, and in a module
//! below Fast DDS.
#![cfg(all(feature = "dds", feature = "msgs", feature = "log"))]
#![allow(missing_docs)]

#[path = "interop/bystanders.rs"]
mod bystanders;
#[path = "interop/fast_dds.rs"]
mod fast_dds;
#[path = "interop/harness.rs"]
mod harness;
#[path = "interop/words.rs"]
mod words;

use std::time::Instant;

use harness::{Heard, LIMIT, Log, Peer, eventually, heard, local_dds, python};
use rosweave::msgs::builtin_interfaces::msg::Time;
use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::msgs::geometry_msgs::msg::{Point, Pose, PoseStamped, Quaternion};
use rosweave::msgs::std_msgs::msg::{Header, String as StringMsg};
use rosweave::prelude::*;
use rosweave::{Dds, Node, NodeHandle};

const CALLS: i64 = 100;

/// Talks and listens.
#[node]
struct Chatter {
    #[publisher("words", qos(depth = 200))]
    words: Publisher<StringMsg>,
    #[publisher("poses", qos(depth = 200))]
    poses: Publisher<PoseStamped>,
    #[publisher("kept", qos(depth = 10, durability = transient_local))]
    kept: Publisher<StringMsg>,
    #[publisher("hasty", qos(reliability = best_effort))]
    hasty: Publisher<StringMsg>,
    heard_words: Heard,
    heard_poses: Heard<PoseStamped>,
    heard_kept: Heard,
    heard_strict: Heard,
}

#[node]
impl Chatter {
    #[subscribe("peer_words", qos(depth = 200))]
    fn on_words(&self, words: StringMsg) {
        self.heard_words.send_modify(|heard| heard.push(words.data));
    }

    #[subscribe("peer_poses", qos(depth = 200))]
    fn on_poses(&self, pose: PoseStamped) {
        self.heard_poses.send_modify(|heard| heard.push(pose));
    }

    #[subscribe("peer_kept", qos(depth = 10, durability = transient_local))]
    fn on_kept(&self, words: StringMsg) {
        self.heard_kept.send_modify(|heard| heard.push(words.data));
    }

    #[subscribe("peer_hasty")]
    fn on_strict(&self, words: StringMsg) {
        self.heard_strict.send_modify(|heard| heard.push(words.data));
    }
}

/// Serves and calls.
#[node]
struct Adder {
    #[client("peer_add", timeout = "20s")]
    peer_add: Client<AddTwoInts>,
    #[client("mute_add", timeout = "500ms")]
    mute_add: Client<AddTwoInts>,
}

#[node]
impl Adder {
    #[service("add_two_ints", type = AddTwoInts)]
    fn add(&self, request: AddTwoIntsRequest) -> AddTwoIntsResponse {
        AddTwoIntsResponse { sum: request.a + request.b }
    }
}

async fn start<N: Node<Dds>>(dds: &Dds) -> NodeHandle<N> {
    Log::get();
    NodeOptions::new().start_on::<N, _>(dds).await.unwrap()
}

/// A node and the peer, alone in a domain.
struct Meeting<N: Node<Dds>> {
    node: NodeHandle<N>,
    peer: Peer,
    dds: Dds,
    python: String,
}

/// Starts both, the node first. `None` where there is no peer to be had.
async fn meet<N: Node<Dds>>() -> Option<Meeting<N>> {
    let python = python()?;
    let dds = local_dds();
    let node = start(&dds).await;
    let peer = Peer::start(&python, &dds);
    Some(Meeting { node, peer, dds, python })
}

fn words(data: impl Into<String>) -> StringMsg {
    StringMsg { data: data.into() }
}

fn pose(number: i32) -> PoseStamped {
    let number_f = f64::from(number);
    PoseStamped {
        header: Header {
            stamp: Time { sec: -number, nanosec: 999_999_999 },
            // Each length in turn, so that what follows needs each padding.
            frame_id: "m".repeat(1 + number.unsigned_abs() as usize % 16),
        },
        pose: Pose {
            position: Point { x: number_f, y: -0.5, z: 12345.0 },
            orientation: Quaternion { x: 0.0, y: 0.0, z: 0.5, w: number_f / 4.0 },
        },
    }
}

/// As the peer writes it.
fn text(pose: &PoseStamped) -> String {
    let (stamp, at, turn) = (&pose.header.stamp, &pose.pose.position, &pose.pose.orientation);
    let numbers = [at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w];
    let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    format!("{} {} {} {}", stamp.sec, stamp.nanosec, pose.header.frame_id, numbers.join(" "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strings_arrive_both_ways_all_and_in_order() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Chatter>().await else { return };
    peer.tell("subscribe listener rt/words String reliable,volatile,200");
    peer.tell("publish talker rt/peer_words String reliable,volatile,200");
    peer.matched("listener", 1);
    peer.matched("talker", 1);
    eventually("the peer's subscription", || node.node().words.subscriptions() == 1).await;

    let said: Vec<_> = (0..100).map(|number| format!("Hello Wörld: {number}")).collect();
    for words in &said {
        node.node().words.publish(self::words(words)).unwrap();
        peer.begin(&format!("send talker {words}"));
    }
    for words in &said {
        assert_eq!(peer.event("heard listener"), *words);
    }
    assert_eq!(heard(&node.node().heard_words, 100).await, said);
    assert_eq!(node.stats().callback("on_words").unwrap().lost, 0);
    node.stop().await.unwrap();
}

/// Says something at its start only.
#[node]
struct Newcomer {
    #[publisher("words", qos(depth = 200))]
    words: Publisher<StringMsg>,
}

#[node]
impl Newcomer {
    #[timer("1h")]
    fn rest(&self) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_of_a_publisher_that_has_just_come_arrives_whole() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let mut peer = Peer::start(&python, &dds);
    peer.tell("subscribe listener rt/words String reliable,volatile,200");
    // The reader is there first: Cyclone DDS learns of the writer after RustDDS has greeted the reader, and takes what
    // the first heartbeat names for history.
    for round in 0..10 {
        let node = start::<Newcomer>(&dds).await;
        let publisher = &node.node().words;
        eventually("the peer's subscription", || publisher.subscriptions() == 1).await;
        let said: Vec<_> = (0..100).map(|number| format!("{round}: {number}")).collect();
        for words in &said {
            publisher.publish(self::words(words)).unwrap();
        }
        for words in &said {
            assert_eq!(peer.event("heard listener"), *words);
        }
        node.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nested_messages_arrive_both_ways_whatever_their_padding() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Chatter>().await else { return };
    peer.tell("subscribe listener rt/poses PoseStamped reliable,volatile,200");
    peer.tell("publish talker rt/peer_poses PoseStamped reliable,volatile,200");
    peer.matched("listener", 1);
    peer.matched("talker", 1);
    eventually("the peer's subscription", || node.node().poses.subscriptions() == 1).await;

    let said: Vec<_> = (0..100).map(pose).collect();
    for pose in &said {
        node.node().poses.publish(pose.clone()).unwrap();
        peer.begin(&format!("send talker {}", text(pose)));
    }
    for pose in &said {
        assert_eq!(peer.event("heard listener"), text(pose));
    }
    assert_eq!(heard(&node.node().heard_poses, 100).await, said);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_peer_gets_an_answer_to_each_of_its_calls() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Adder>().await else { return };
    peer.tell("client c add_two_ints");
    // Calls at once when it is matched: the node may not know the peer's half for replies yet.
    peer.matched("c", 1);
    for call in 1..=CALLS {
        peer.begin(&format!("call c {call} 1000"));
    }
    // In any order: the first replies wait until the peer's half for replies is known, later ones need not.
    let mut replies: Vec<String> = (1..=CALLS).map(|_| peer.event("reply c")).collect();
    let mut expected: Vec<String> = (1..=CALLS).map(|call| format!("{call} {}", call + 1000)).collect();
    replies.sort();
    expected.sort();
    assert_eq!(replies, expected);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_of_a_node_to_the_peer_are_all_answered_one_by_one_and_all_at_once() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Adder>().await else { return };
    peer.tell("serve s peer_add answer");
    let cx = node.async_cx();
    let client = &node.node().peer_add;
    client.wait_for_service(&*cx).await.unwrap();
    for a in 0..CALLS {
        let reply = client.call(&*cx, AddTwoIntsRequest { a, b: -1 }).await.unwrap();
        assert_eq!(reply.sum, a - 1);
    }
    let calls = (0..CALLS).map(|a| client.call(&*cx, AddTwoIntsRequest { a, b: 1 << 40 }));
    // Begun before the first is waited for. A reply may be there before that is noticed.
    let mut begun = Vec::new();
    for mut call in calls.map(Box::pin) {
        let first = std::future::poll_fn(|context| std::task::Poll::Ready(call.as_mut().poll(context))).await;
        begun.push((call, first));
    }
    for (a, (call, first)) in (0..).zip(begun) {
        let reply = match first {
            std::task::Poll::Ready(reply) => reply,
            std::task::Poll::Pending => call.await,
        };
        assert_eq!(reply.unwrap().sum, a + (1 << 40));
    }
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_joins_late_gets_what_was_kept_both_ways() {
    let Some(Meeting { node, mut peer, dds, .. }) = meet::<Chatter>().await else { return };
    for number in 0..12 {
        node.node().kept.publish(words(format!("kept {number}"))).unwrap();
    }
    peer.tell("subscribe late rt/kept String reliable,transient_local,10");
    for number in 2..12 {
        assert_eq!(peer.event("heard late"), format!("kept {number}"));
    }

    // Now the peer is first.
    node.stop().await.unwrap();
    drop(node);
    peer.tell("publish keeper rt/peer_kept String reliable,transient_local,10");
    for number in 0..12 {
        peer.tell(&format!("send keeper kept {number}"));
    }
    let node = start::<Chatter>(&dds).await;
    let expected: Vec<_> = (2..12).map(|number| format!("kept {number}")).collect();
    assert_eq!(heard(&node.node().heard_kept, 10).await, expected);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_answers_costs_a_call_its_timeout_and_nothing_else() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Adder>().await else { return };
    peer.tell("serve mute mute_add mute");
    let cx = node.async_cx();
    let client = &node.node().mute_add;
    client.wait_for_service(&*cx).await.unwrap();
    let call = client.call(&*cx, AddTwoIntsRequest { a: 1, b: 2 });
    assert!(matches!(call.await, Err(CallError::Timeout { .. })));
    assert_eq!(peer.event("request mute"), "1 2");
    assert!(node.waiting().is_empty());

    peer.tell("serve s peer_add answer");
    let client = &node.node().peer_add;
    client.wait_for_service(&*cx).await.unwrap();
    assert_eq!(client.call(&*cx, AddTwoIntsRequest { a: 1, b: 2 }).await.unwrap().sum, 3);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_is_killed_in_mid_call_fails_the_call_and_is_welcome_again() {
    let Some(Meeting { node, mut peer, dds, python }) = meet::<Adder>().await else { return };
    peer.tell("serve mute mute_add mute");
    let cx = node.async_cx();
    let client = &node.node().mute_add;
    client.wait_for_service(&*cx).await.unwrap();
    let call = client.call(&*cx, AddTwoIntsRequest { a: 1, b: 2 });
    let (outcome, ()) = tokio::join!(call, async {
        peer.event("request mute");
        peer.kill();
    });
    let error = outcome.expect_err("nobody has answered");
    assert!(matches!(error, CallError::Timeout { .. } | CallError::ServerGone { .. }), "{error}");

    // It goes on while the peer is missed, and is served again as soon as it is back.
    let mut peer = Peer::start(&python, &dds);
    peer.tell("client c add_two_ints");
    peer.matched("c", 1);
    peer.begin("call c 20 22");
    assert_eq!(peer.event("reply c"), "1 42");
    peer.tell("serve s mute_add answer");
    // It may not know yet that the first server is gone, and then waits for that one.
    let deadline = Instant::now() + LIMIT;
    let reply = loop {
        match client.call(&*cx, AddTwoIntsRequest { a: 20, b: 22 }).await {
            Ok(reply) => break reply,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
    };
    assert_eq!(reply.sum, 42);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn incompatible_qualities_of_service_are_named_on_both_sides_and_counted() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Chatter>().await else { return };
    // Best effort is offered, reliable is asked for: the peer to the node, and the node to the peer.
    peer.tell("publish hasty rt/peer_hasty String best_effort,volatile,10");
    assert_eq!(peer.event("incompatible"), "hasty reliability");
    eventually("the count", || node.stats().callback("on_strict").unwrap().incompatible == 1).await;
    eventually("the log", || Log::get().lines(&["/peer_hasty", "best effort", "reliable"]).len() == 1).await;

    peer.tell("subscribe strict rt/hasty String reliable,volatile,10");
    assert_eq!(peer.event("incompatible"), "strict reliability");
    eventually("the log", || Log::get().lines(&["/hasty", "best effort", "reliable"]).len() == 1).await;
    assert_eq!(node.node().hasty.subscriptions(), 0);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_type_under_the_same_name_is_named_and_not_listened_to() {
    let Some(Meeting { node, mut peer, .. }) = meet::<Chatter>().await else { return };
    peer.tell("publish stranger rt/peer_words Int32 reliable,volatile,10");
    peer.tell("publish friend rt/peer_words String reliable,volatile,10");
    peer.matched("friend", 1);
    peer.tell("send stranger 77");
    peer.tell("send friend hello");
    assert_eq!(heard(&node.node().heard_words, 1).await, ["hello"]);
    let words = ["/peer_words", "std_msgs/msg/Int32", "std_msgs/msg/String"];
    eventually("the log", || Log::get().lines(&words).len() == 1).await;
    node.stop().await.unwrap();
}
