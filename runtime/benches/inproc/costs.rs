//! What a node costs before it does anything.

use std::time::Instant;

use rosweave::{InProcess, Node, NodeHandle, NodeOptions};
use stats_alloc::Region;
use tokio::runtime::Runtime;

use crate::nodes::{One, Twenty};
use crate::table::{Row, Table, median};

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    let row = |what, unit, ours, goal| Row { what, unit, ours, floor: None, bound: None, goal };
    let graph = InProcess::private();
    let start = || {
        let start = Instant::now();
        let node = runtime.block_on(NodeOptions::new().start_on::<Twenty, _>(&graph)).expect("starts");
        let took = start.elapsed().as_nanos() as f64 / 1e6;
        runtime.block_on(node.stop()).expect("stops");
        took
    };
    table.add(row(
        "start of a node with 20 entities",
        "ms",
        median((0..25).map(|_| start()).collect()),
        "1 ms",
    ));
    let (one, twenty) = (size::<One>(runtime), size::<Twenty>(runtime));
    table.add(row("memory of an idle subscription", "KiB", (twenty - one) / 19.0, "2 KiB"));
    table.add(row("memory of an idle node with one subscription", "KiB", one, "16 KiB"));
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
