//! What a node on DDS keeps of its promises, row by row, with Eclipse Cyclone DDS as the other side:
//! `.ci/run table`, or `cargo bench -p rosweave --features dds,msgs --bench dds_table -- [row ..]` with
//! `ROSWEAVE_PEER_PYTHON` set.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/interop/harness.rs"]
mod harness;

use std::task::Poll;
use std::time::{Duration, Instant};

use harness::{Peer, local_dds, python};
use rosweave::NodeHandle;
use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;

/// Says what it is told to.
#[node]
struct Talker {
    #[publisher("blob")]
    blob: Publisher<StringMsg>,
    #[publisher("one", qos(depth = 1))]
    one: Publisher<StringMsg>,
    #[publisher("ten")]
    ten: Publisher<StringMsg>,
    #[publisher("kept", qos(depth = 3, durability = transient_local))]
    kept: Publisher<StringMsg>,
    #[client("peer_add", timeout = "5s")]
    peer_add: Client<AddTwoInts>,
}

#[node]
impl Talker {
    #[service("add", type = AddTwoInts)]
    fn add(&self, request: AddTwoIntsRequest) -> AddTwoIntsResponse {
        AddTwoIntsResponse { sum: request.a + request.b }
    }
}

/// One program with its peer.
struct Pair {
    node: NodeHandle<Talker>,
    peer: Peer,
}

impl Pair {
    async fn start(python: &str) -> Pair {
        let dds = local_dds();
        let node = NodeOptions::new().start_on::<Talker, _>(&dds).await.unwrap();
        let peer = Peer::start(python, &dds);
        Pair { node, peer }
    }
}

const ROWS: [&str; 6] = ["large", "stall", "burst", "late", "calls", "fresh"];

fn main() {
    let Some(python) = python() else { return };
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    for row in ROWS.iter().filter(|row| wanted.is_empty() || wanted.iter().any(|wanted| wanted == *row)) {
        let done = rosweave::block_on(async {
            match *row {
                "large" => large(&python).await,
                "stall" => stall(&python).await,
                "burst" => burst(&python).await,
                "late" => late(&python).await,
                "calls" => calls(&python).await,
                _ => fresh(&python).await,
            }
        });
        done.unwrap();
    }
}

/// Begins all before it waits for any.
async fn at_once<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Ready(output) => {
                done.push(output);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done
}

async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn text(data: String) -> StringMsg {
    StringMsg { data }
}

/// Rows 1 and 1b: large messages at a rate.
async fn large(python: &str) {
    for (bytes, hertz) in
        [(64 << 10, 30), (200_000, 10), (512 << 10, 30), (1 << 20, 30), (3 << 20, 10), (8 << 20, 30)]
    {
        let Pair { node, mut peer, .. } = Pair::start(python).await;
        peer.tell("subscribe blob rt/blob Blob reliable,volatile,100");
        until(|| node.node().blob.subscriptions() == 1).await;
        let sent = 4 * hertz;
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / hertz);
        for _ in 0..sent {
            ticks.tick().await;
            node.node().blob.publish(text("x".repeat(bytes))).unwrap();
        }
        let heard = heard_within(&mut peer, "blob", sent as usize, Duration::from_secs(2));
        let lost = node.stats().handle("blob").unwrap().lost;
        println!("large: {bytes} bytes at {hertz} Hz: {} of {sent} arrived, {lost} pushed out", heard.len());
    }
}

fn heard_within(peer: &mut Peer, name: &str, count: usize, limit: Duration) -> Vec<String> {
    let mut all = Vec::new();
    while all.len() < count
        && let Some(heard) = peer.event_within(&format!("heard {name}"), limit)
    {
        all.push(heard);
    }
    all
}

/// Row 2: how long a small message takes behind eight of 512 KiB.
async fn stall(python: &str) {
    let Pair { node, mut peer, .. } = Pair::start(python).await;
    peer.tell("subscribe blob rt/blob Blob reliable,volatile,100");
    until(|| node.node().blob.subscriptions() == 1).await;
    for _ in 0..8 {
        node.node().blob.publish(text("x".repeat(512 << 10))).unwrap();
    }
    let start = Instant::now();
    node.node().blob.publish(text("x".repeat(64))).unwrap();
    let heard = heard_within(&mut peer, "blob", 9, Duration::from_secs(30));
    println!("stall: {} of 9 arrived, the last after {:?}", heard.len(), start.elapsed());
}

/// Rows 3 and 14: three thousand at once.
async fn burst(python: &str) {
    let Pair { node, mut peer, .. } = Pair::start(python).await;
    for (name, publisher) in [("one", &node.node().one), ("ten", &node.node().ten)] {
        peer.tell(&format!("subscribe {name} rt/{name} String reliable,volatile,4000"));
        until(|| publisher.subscriptions() == 1).await;
        let errors = (0..3_000).filter(|number| publisher.publish(text(number.to_string())).is_err()).count();
        let heard = heard_within(&mut peer, name, 3_000, Duration::from_secs(2));
        let numbers: Vec<u32> = heard.iter().map(|heard| heard.parse().unwrap()).collect();
        let disorder = numbers.windows(2).filter(|pair| pair[0] >= pair[1]).count();
        let last = numbers.last().copied().unwrap_or_default();
        println!(
            "burst, {name}: {errors} errors, {} heard, the last is {last}, {disorder} out of order",
            numbers.len()
        );
    }
}

/// Rows 4 and 6: what a late joiner gets.
async fn late(python: &str) {
    let Pair { node, mut peer, .. } = Pair::start(python).await;
    let kept = &node.node().kept;
    let errors = (0..3_000).filter(|number| kept.publish(text(number.to_string())).is_err()).count();
    peer.tell("subscribe late rt/kept String reliable,transient_local,100");
    let heard = heard_within(&mut peer, "late", 100, Duration::from_secs(1));
    println!("late: {errors} errors, a late joiner of depth 3 hears {heard:?}");
}

/// Row 8: three hundred calls at once.
async fn calls(python: &str) {
    let Pair { node, mut peer, .. } = Pair::start(python).await;
    peer.tell("client c add");
    peer.matched("c", 1);
    for call in 0..300 {
        peer.begin(&format!("call c {call} 1"));
    }
    let mut answered = 0;
    while answered < 300 && peer.event_within("reply c", Duration::from_secs(3)).is_some() {
        answered += 1;
    }
    drop(node);
    println!("calls: {answered} of 300 answered");
}

/// Row 7: clients that have just come, and call at once.
async fn fresh(python: &str) {
    const STARTS: usize = 200;
    let mut missing = 0;
    let dds = local_dds();
    let mut peer = Peer::start(python, &dds);
    peer.tell("serve s peer_add answer");
    for _ in 0..STARTS {
        let node = NodeOptions::new().start_on::<Talker, _>(&dds).await.unwrap();
        let (cx, client) = (node.async_cx(), &node.node().peer_add);
        client.wait_for_service(&*cx).await.unwrap();
        let calls = (0..8).map(|a| client.call(&*cx, AddTwoIntsRequest { a, b: 1 }));
        missing += at_once(calls).await.into_iter().filter(Result::is_err).count();
        node.stop().await.unwrap();
    }
    println!("fresh: {missing} of {} calls without an answer, in {STARTS} starts", 8 * STARTS);
}
