//! "Keep last" means keep last, with Eclipse Cyclone DDS as the reader and with nodes of this crate.
#![cfg(all(feature = "dds", feature = "msgs", feature = "log"))]
#![allow(missing_docs)]

#[path = "interop/harness.rs"]
mod harness;

use harness::{Heard, Peer, eventually, heard, local_dds, python};
use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;
use rosweave::{Dds, Node, NodeHandle};
use std::time::Duration;

const BURST: u32 = 3_000;

/// Says much at once.
#[node]
struct Talker {
    #[publisher("one", qos(depth = 1))]
    one: Publisher<StringMsg>,
    #[publisher("ten")]
    ten: Publisher<StringMsg>,
    #[publisher("kept", qos(depth = 3, durability = transient_local))]
    kept: Publisher<StringMsg>,
    #[publisher("fresh", qos(depth = 10, durability = transient_local, lifespan = "1s"))]
    fresh: Publisher<StringMsg>,
}

#[node]
impl Talker {
    /// A node has something to do.
    #[timer("1h")]
    fn rest(&self) {}
}

/// Wants nothing old.
#[node]
struct Volatile {
    heard: Heard,
}

#[node]
impl Volatile {
    #[subscribe("kept", qos(depth = 100))]
    fn on_kept(&self, text: StringMsg) {
        self.heard.send_modify(|heard| heard.push(text.data));
    }
}

/// Wants what was kept.
#[node]
struct Durable {
    heard: Heard,
}

#[node]
impl Durable {
    #[subscribe("kept", qos(depth = 100, durability = transient_local))]
    fn on_kept(&self, text: StringMsg) {
        self.heard.send_modify(|heard| heard.push(text.data));
    }
}

async fn start<N: Node<Dds>>(dds: &Dds) -> NodeHandle<N> {
    NodeOptions::new().start_on::<N, _>(dds).await.unwrap()
}

fn say(publisher: &Publisher<StringMsg>, numbers: std::ops::Range<u32>) {
    for number in numbers {
        publisher.publish(StringMsg { data: number.to_string() }).unwrap();
    }
}

/// What the peer hears until `last`.
fn heard_until(peer: &mut Peer, name: &str, last: u32) -> Vec<u32> {
    let mut all = Vec::new();
    while all.last() != Some(&last) {
        all.push(peer.event(&format!("heard {name}")).parse().unwrap());
    }
    all
}

fn in_order(numbers: &[u32]) -> bool {
    numbers.windows(2).all(|pair| pair[0] < pair[1])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_is_no_error_and_its_newest_arrive_in_order_and_once() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let node = start::<Talker>(&dds).await;
    let mut peer = Peer::start(&python, &dds);
    for (name, publisher) in [("one", &node.node().one), ("ten", &node.node().ten)] {
        peer.tell(&format!("subscribe {name} rt/{name} String reliable,volatile,4000"));
        peer.matched(name, 1);
        eventually("the reader", || publisher.subscriptions() == 1).await;
        say(publisher, 0..BURST);
        let all = heard_until(&mut peer, name, BURST - 1);
        assert!(in_order(&all), "{all:?}");
        let lost = node.stats().handle(name).unwrap().lost;
        assert_eq!(all.len() as u64 + lost, u64::from(BURST), "{name}: lost {lost}");
    }
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_joiners_get_at_most_the_depth_whoever_was_there_before() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let node = start::<Talker>(&dds).await;
    let kept = &node.node().kept;
    // Nobody is there: that is no error.
    say(kept, 0..BURST);
    let mut peer = Peer::start(&python, &dds);
    peer.tell("subscribe first rt/kept String reliable,transient_local,100");
    assert_eq!(heard_until(&mut peer, "first", BURST - 1), [2997, 2998, 2999]);
    // What the first one got on the way goes with it.
    say(kept, 3_000..3_020);
    assert_eq!(heard_until(&mut peer, "first", 3_019).len(), 20);
    peer.tell("remove first");
    eventually("the reader goes", || kept.subscriptions() == 0).await;
    peer.tell("subscribe second rt/kept String reliable,transient_local,100");
    assert_eq!(heard_until(&mut peer, "second", 3_019), [3_017, 3_018, 3_019]);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_joiners_get_at_most_the_depth_also_where_others_heard_more() {
    const ROUNDS: u32 = 5;
    let Some(python) = python() else { return };
    let dds = local_dds();
    let node = start::<Talker>(&dds).await;
    let kept = &node.node().kept;
    let mut first = Peer::start(&python, &dds);
    first.tell("subscribe first rt/kept String reliable,transient_local,100");
    first.matched("first", 1);
    eventually("the first reader", || kept.subscriptions() == 1).await;
    let (mut said, mut exact) = (0, 0);
    for _ in 0..ROUNDS {
        say(kept, said..said + 20);
        said += 20;
        heard_until(&mut first, "first", said - 1);
        // A process of its own: two readers in one of Cyclone DDS share what comes.
        let mut late = Peer::start(&python, &dds);
        late.tell("subscribe late rt/kept String reliable,transient_local,100");
        let all = heard_until(&mut late, "late", said - 1);
        assert!(in_order(&all) && all.ends_with(&[said - 3, said - 2, said - 1]), "{all:?}");
        exact += u32::from(all.len() == 3);
        // And what comes then.
        say(kept, said..said + 1);
        said += 1;
        assert_eq!(heard_until(&mut late, "late", said - 1), [said - 1]);
        heard_until(&mut first, "first", said - 1);
    }
    // Told within milliseconds, which a machine that stands still may miss now and then.
    assert!(exact > ROUNDS / 2, "{exact} of {ROUNDS} got the last three only");
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_of_a_transient_local_publisher_that_has_just_come_ends_with_its_newest() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let mut peer = Peer::start(&python, &dds);
    peer.tell("subscribe hasty rt/kept String reliable,volatile,100");
    for round in 0..10 {
        let node = start::<Talker>(&dds).await;
        let kept = &node.node().kept;
        eventually("the reader", || kept.subscriptions() == 1).await;
        let said = round * 100;
        say(kept, said..said + 50);
        let all = heard_until(&mut peer, "hasty", said + 49);
        let lost = node.stats().handle("kept").unwrap().lost;
        assert_eq!(all.len() as u64 + lost, 50, "lost {lost}: {all:?}");
        assert!(in_order(&all), "{all:?}");
        node.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_volatile_reader_gets_nothing_old_and_a_durable_one_after_it_does() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let node = start::<Talker>(&dds).await;
    let kept = &node.node().kept;
    say(kept, 0..20);
    let mut peer = Peer::start(&python, &dds);
    peer.tell("subscribe hasty rt/kept String reliable,volatile,100");
    eventually("the reader", || kept.subscriptions() == 1).await;
    // In a process of its own: two readers in one of Cyclone DDS share what comes.
    let mut other = Peer::start(&python, &dds);
    other.tell("subscribe late rt/kept String reliable,transient_local,100");
    assert_eq!(heard_until(&mut other, "late", 19), [17, 18, 19]);
    eventually("both readers", || kept.subscriptions() == 2).await;
    say(kept, 20..21);
    assert_eq!(heard_until(&mut peer, "hasty", 20), [20]);
    assert_eq!(heard_until(&mut other, "late", 20), [20]);
    other.tell("subscribe later rt/kept String reliable,transient_local,100");
    assert!(heard_until(&mut other, "later", 20).len() <= 4);
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_volatile_subscription_of_another_program_gets_nothing_old() {
    let dds = local_dds();
    let talker = start::<Talker>(&dds).await;
    let kept = &talker.node().kept;
    let other = Dds::options().domain(dds.domain()).localhost().open().unwrap();
    say(kept, 0..20);
    let durable = start::<Durable>(&other).await;
    let all = heard(&durable.node().heard, 3).await;
    assert_eq!(all, ["17", "18", "19"]);
    say(kept, 20..30);
    heard(&durable.node().heard, 13).await;

    let third = Dds::options().domain(dds.domain()).localhost().open().unwrap();
    let hasty = start::<Volatile>(&third).await;
    eventually("both readers", || kept.subscriptions() == 2).await;
    say(kept, 30..31);
    assert_eq!(heard(&hasty.node().heard, 1).await, ["30"]);
    for node in [talker.stop().await, hasty.stop().await, durable.stop().await] {
        node.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_larger_than_the_receiving_socket_arrive() {
    const BYTES: usize = 4 << 20;
    let Some(python) = python() else { return };
    let dds = local_dds();
    let node = start::<Talker>(&dds).await;
    let mut peer = Peer::start(&python, &dds);
    peer.tell("subscribe large rt/ten Blob reliable,volatile,10");
    eventually("the reader", || node.node().ten.subscriptions() == 1).await;
    for _ in 0..5 {
        node.node().ten.publish(StringMsg { data: "x".repeat(BYTES) }).unwrap();
    }
    for _ in 0..5 {
        assert_eq!(peer.event("heard large"), BYTES.to_string());
    }
    assert_eq!(node.stats().handle("ten").unwrap().lost, 0);
    // Where another reader is killed amid them, this one goes on.
    let mut other = Peer::start(&python, &dds);
    other.tell("subscribe large rt/ten Blob reliable,volatile,10");
    eventually("both readers", || node.node().ten.subscriptions() == 2).await;
    let publish = |bytes| node.node().ten.publish(StringMsg { data: "x".repeat(bytes) }).unwrap();
    (0..3).for_each(|_| publish(BYTES));
    other.kill();
    (0..3).for_each(|_| publish(BYTES));
    publish(64);
    while peer.event("heard large") != "64" {}
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_outlived_its_lifespan_is_not_sent() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let node = start::<Talker>(&dds).await;
    let fresh = &node.node().fresh;
    say(fresh, 0..3);
    // Time passes: nothing tells of it.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    say(fresh, 3..4);
    let mut peer = Peer::start(&python, &dds);
    peer.tell("subscribe late rt/fresh String reliable,transient_local,100");
    eventually("the reader", || fresh.subscriptions() == 1).await;
    say(fresh, 4..5);
    let all = heard_until(&mut peer, "late", 4);
    assert!(all.iter().all(|number| *number >= 3), "{all:?}");
    node.stop().await.unwrap();
}
