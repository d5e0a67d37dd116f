//! What a node costs before it does anything.

use std::time::Instant;

use rosweave::{InProcess, Node, NodeHandle, NodeOptions};
use stats_alloc::Region;
use tokio::runtime::Runtime;

use crate::nodes::{One, Twenty};
use crate::table::{Measured, Row, Table, median};

const START: &str = "start of a node with 20 entities";
const SUBSCRIPTION: &str = "memory of an idle subscription";
const NODE: &str = "memory of an idle node with one subscription";

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    if table.wants(START) {
        start(runtime, table);
    }
    if table.wants(SUBSCRIPTION) || table.wants(NODE) {
        let (one, twenty) = (size::<One>(runtime), size::<Twenty>(runtime));
        table.add(row(SUBSCRIPTION, "KiB", (twenty - one) / 19.0, "2 KiB"));
        table.add(row(NODE, "KiB", one, "16 KiB"));
    }
}

fn row(what: &'static str, unit: &'static str, ours: f64, goal: &'static str) -> Row {
    Row { what, unit, measured: Measured::alone(ours), floor: None, bound: None, goal }
}

fn start(runtime: &Runtime, table: &mut Table) {
    let graph = InProcess::private();
    let start = || {
        let start = Instant::now();
        let node = runtime.block_on(NodeOptions::new().start_on::<Twenty, _>(&graph)).expect("starts");
        let took = start.elapsed().as_nanos() as f64 / 1e6;
        runtime.block_on(node.stop()).expect("stops");
        took
    };
    table.add(row(START, "ms", median((0..51).map(|_| start()).collect()), "1 ms"));
}

/// What a node keeps allocated, in KiB.
fn size<N: Node>(runtime: &Runtime) -> f64 {
    const NODES: usize = 100;
    let graph = InProcess::private();
    let region = Region::new(crate::ALLOCATOR);
    let nodes = (0..NODES).map(|number| {
        let options = NodeOptions::new().name(format!("node{number}"));
        runtime.block_on(options.start_on::<N, _>(&graph)).expect("starts")
    });
    let nodes: Vec<NodeHandle<N>> = nodes.collect();
    let change = region.change();
    let kept = change.bytes_allocated as f64 - change.bytes_deallocated as f64;
    for node in &nodes {
        runtime.block_on(node.stop()).expect("stops");
    }
    kept / NODES as f64 / 1024.0
}
