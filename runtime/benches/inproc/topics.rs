//! Messages.

use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rosweave::{InProcess, NodeHandle, NodeOptions};
use stats_alloc::Region;
use tokio::runtime::Runtime;

use crate::ROUNDS;
use crate::by_hand;
use crate::nodes::{Chain, Paced, Sink, Source, message};
use crate::table::{Measured, Row, Table, in_turns, median};

const CHAINED: &str = "one way, chained in one group";
const PACED: &str = "one way, paced at 500 Hz";
const IDLE: &str = "one way between two nodes, receiver idle";
const BURST: &str = "1,000 messages in a burst between two nodes";
const THROUGHPUT: &str = "time a message, one exclusive subscriber, bursts of 50";

const HOPS: u64 = 2_000;

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    if table.wants(CHAINED) {
        chained(runtime, table);
    }
    if table.wants(PACED) {
        paced(runtime, table);
    }
    let nodes = Nodes::start(runtime);
    if table.wants(IDLE) {
        idle(runtime, &nodes, table);
    }
    if table.wants(BURST) {
        burst(runtime, &nodes, table);
    }
    if table.wants(THROUGHPUT) {
        throughput(runtime, &nodes, table);
    }
}

fn chained(runtime: &Runtime, table: &mut Table) {
    let graph = InProcess::private();
    let node = NodeOptions::new().start_on::<Chain, _>(&graph);
    let node = runtime.block_on(node).expect("starts");
    let (done, is_done) = mpsc::channel();
    *node.node().done.lock().unwrap() = Some(done);
    let run = |hops: u64| {
        node.node().hops.store(hops, Ordering::Relaxed);
        node.node().left.store(hops, Ordering::Relaxed);
        node.node().chain.publish(message()).expect("is sent");
        is_done.recv().expect("comes").as_nanos() as f64 / hops as f64 / 1000.0
    };
    let measured = in_turns(ROUNDS, || run(HOPS), || by_hand::chain(runtime, HOPS) / 1000.0);
    table.add(Row {
        what: CHAINED,
        unit: "µs",
        measured,
        floor: Some("one task to itself on tokio's mpsc"),
        bound: Some(6.0),
        goal: "0.3 µs",
    });
    let region = Region::new(crate::ALLOCATOR);
    run(50_000);
    let allocations = region.change().allocations as f64 / 50_000.0;
    table.add(Row {
        what: "allocations a message beyond the message's own",
        unit: "",
        measured: Measured::alone(allocations),
        floor: None,
        bound: None,
        goal: "0",
    });
    runtime.block_on(node.stop()).expect("stops");
}

fn paced(runtime: &Runtime, table: &mut Table) {
    let run = || {
        let graph = InProcess::private();
        let node = NodeOptions::new().start_on::<Paced, _>(&graph);
        let node = runtime.block_on(node).expect("starts");
        while node.node().took.lock().unwrap().len() < 100 {
            std::thread::sleep(Duration::from_millis(10));
        }
        runtime.block_on(node.stop()).expect("stops");
        median(node.node().took.lock().unwrap().clone()) / 1000.0
    };
    let measured = in_turns(7, run, || by_hand::paced(runtime, 100) / 1000.0);
    table.add(Row {
        what: PACED,
        unit: "µs",
        measured,
        floor: Some("two tasks on tokio's mpsc"),
        bound: None,
        goal: "2 µs",
    });
}

struct Nodes {
    source: NodeHandle<Source>,
    sink: NodeHandle<Sink>,
    told: mpsc::Receiver<Instant>,
}

impl Nodes {
    fn start(runtime: &Runtime) -> Nodes {
        let graph = InProcess::private();
        runtime.block_on(async {
            let source = NodeOptions::new().start_on::<Source, _>(&graph).await.expect("starts");
            let sink = NodeOptions::new().start_on::<Sink, _>(&graph).await.expect("starts");
            let (tell, told) = mpsc::channel();
            *sink.node().told.lock().unwrap() = Some(tell);
            Nodes { source, sink, told }
        })
    }

    fn every(&self, count: u64) {
        self.sink.node().every.store(count, Ordering::Relaxed);
    }
}

fn idle(runtime: &Runtime, nodes: &Nodes, table: &mut Table) {
    fn round(send: impl Fn(), told: &mpsc::Receiver<Instant>) -> f64 {
        let took = (0..10).map(|_| {
            std::thread::sleep(Duration::from_millis(1));
            let sent = Instant::now();
            send();
            (told.recv().expect("comes") - sent).as_nanos() as f64 / 1000.0
        });
        median(took.collect())
    }
    nodes.every(1);
    let by_hand = by_hand::Sink::start(runtime, 1);
    let message = message();
    let measured = in_turns(
        ROUNDS,
        || round(|| nodes.source.node().topic.publish(message.clone()).expect("is sent"), &nodes.told),
        || round(|| by_hand.topic.try_send(message.clone()).expect("is sent"), &by_hand.told),
    );
    table.add(Row {
        what: IDLE,
        unit: "µs",
        measured,
        floor: Some("tokio by hand"),
        bound: Some(10.0),
        goal: "1.05 ×",
    });
}

/// The time of `bursts` bursts of `count` messages, each told of before the next one, in microseconds.
fn bursts(bursts: usize, count: usize, send: impl Fn(), told: &mpsc::Receiver<Instant>) -> f64 {
    let start = Instant::now();
    for _ in 0..bursts {
        (0..count).for_each(|_| send());
        told.recv().expect("comes");
    }
    start.elapsed().as_nanos() as f64 / 1000.0
}

fn burst(runtime: &Runtime, nodes: &Nodes, table: &mut Table) {
    nodes.every(1000);
    // What came before does not fill a burst.
    nodes.sink.node().restart();
    let by_hand = by_hand::Sink::start(runtime, 1000);
    let message = message();
    let ours = || {
        let send = || nodes.source.node().topic.publish(message.clone()).expect("is sent");
        bursts(3, 1000, send, &nodes.told) / 3.0
    };
    let measured = in_turns(ROUNDS, ours, || {
        let send = || by_hand.topic.try_send(message.clone()).expect("is sent");
        bursts(3, 1000, send, &by_hand.told) / 3.0
    });
    let row = |floor, measured, bound| Row {
        what: BURST,
        unit: "µs",
        measured,
        floor: Some(floor),
        bound,
        goal: "1.1 ×",
    };
    table.add(row("tokio by hand", measured, Some(6.0)));
    let (kept, told) = by_hand::KeepLast::start(runtime, 1000);
    let measured = in_turns(ROUNDS, ours, || bursts(3, 1000, || kept.send(message.clone()), &told) / 3.0);
    table.add(row("the same promises by hand", measured, None));
}

fn throughput(runtime: &Runtime, nodes: &Nodes, table: &mut Table) {
    nodes.every(50);
    nodes.sink.node().restart();
    let by_hand = by_hand::Sink::start(runtime, 50);
    let message = message();
    let ours = || {
        let send = || nodes.source.node().topic.publish(message.clone()).expect("is sent");
        bursts(20, 50, send, &nodes.told) / 1_000.0
    };
    let measured = in_turns(ROUNDS, ours, || {
        let send = || by_hand.topic.try_send(message.clone()).expect("is sent");
        bursts(20, 50, send, &by_hand.told) / 1_000.0
    });
    let row = |floor, measured, bound| Row {
        what: THROUGHPUT,
        unit: "µs",
        measured,
        floor: Some(floor),
        bound,
        goal: "0.4 µs",
    };
    table.add(row("tokio's mpsc", measured, Some(4.0)));
    let (kept, told) = by_hand::KeepLast::start(runtime, 50);
    let measured = in_turns(ROUNDS, ours, || bursts(20, 50, || kept.send(message.clone()), &told) / 1_000.0);
    table.add(row("the same promises by hand", measured, None));
}
