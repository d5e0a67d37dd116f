//! Calls.

use std::sync::mpsc;

use rosweave::{InProcess, NodeOptions};
use tokio::runtime::Runtime;

use crate::ROUNDS;
use crate::by_hand;
use crate::nodes::{Caller, Doubler};
use crate::table::{Row, Table, in_turns};

const AWAITED: &str = "service round trip, awaited";
const BLOCKING: &str = "service round trip, blocking";

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    if !table.wants(AWAITED) && !table.wants(BLOCKING) {
        return;
    }
    let graph = InProcess::private();
    let doubler = runtime.block_on(NodeOptions::new().start_on::<Doubler, _>(&graph)).expect("starts");
    let caller = runtime.block_on(NodeOptions::new().start_on::<Caller, _>(&graph)).expect("starts");
    let (tell, told) = mpsc::channel();
    *caller.node().told.lock().unwrap() = Some(tell);
    let awaited = in_turns(
        ROUNDS,
        || {
            caller.node().awaits.publish(500).expect("is sent");
            told.recv().expect("comes") / 1000.0
        },
        || by_hand::awaits(runtime, 500) / 1000.0,
    );
    table.add(Row {
        what: AWAITED,
        unit: "µs",
        measured: awaited,
        floor: Some("tokio's mpsc and oneshot"),
        bound: Some(8.0),
        goal: "0.5 µs",
    });
    let blocking = in_turns(
        ROUNDS,
        || {
            caller.node().blocks.publish(100).expect("is sent");
            told.recv().expect("comes") / 1000.0
        },
        || by_hand::blocks(100) / 1000.0,
    );
    table.add(Row {
        what: BLOCKING,
        unit: "µs",
        measured: blocking,
        floor: Some("two threads by hand"),
        bound: Some(4.0),
        goal: "1.2 ×",
    });
    runtime.block_on(caller.stop()).expect("stops");
    runtime.block_on(doubler.stop()).expect("stops");
}
