//! Calls.

use std::sync::mpsc;

use rosweave::{InProcess, NodeOptions};
use tokio::runtime::Runtime;

use crate::by_hand;
use crate::nodes::{Caller, Doubler};
use crate::table::{Row, Table, in_turns};

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    let graph = InProcess::private();
    let doubler = runtime.block_on(NodeOptions::new().start_on::<Doubler, _>(&graph)).expect("starts");
    let caller = runtime.block_on(NodeOptions::new().start_on::<Caller, _>(&graph)).expect("starts");
    let (tell, told) = mpsc::channel();
    *caller.node().told.lock().unwrap() = Some(tell);
    let (ours, theirs) = in_turns(
        || {
            caller.node().awaits.publish(20_000).expect("is sent");
            told.recv().expect("comes") / 1000.0
        },
        || by_hand::awaits(runtime, 20_000) / 1000.0,
    );
    table.add(Row {
        what: "service round trip, awaited",
        unit: "µs",
        ours,
        floor: Some(("tokio's mpsc and oneshot", theirs)),
        bound: Some(10.0),
        goal: "0.5 µs",
    });
    let (ours, theirs) = in_turns(
        || {
            caller.node().blocks.publish(2_000).expect("is sent");
            told.recv().expect("comes") / 1000.0
        },
        || by_hand::blocks(2_000) / 1000.0,
    );
    table.add(Row {
        what: "service round trip, blocking",
        unit: "µs",
        ours,
        floor: Some(("two threads by hand", theirs)),
        bound: Some(6.0),
        goal: "1.2 ×",
    });
    runtime.block_on(caller.stop()).expect("stops");
    runtime.block_on(doubler.stop()).expect("stops");
}
