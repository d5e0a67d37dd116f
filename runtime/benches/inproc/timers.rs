//! Timers, beside a plain thread that sleeps.

use std::time::{Duration, Instant};

use rosweave::{InProcess, NodeOptions};
use tokio::runtime::Runtime;

use crate::by_hand;
use crate::nodes::{Busy, Fast, Slow};
use crate::table::{Measured, Row, Table, in_turns, median, quantile};

type Calls = Vec<(Instant, f64)>;

const JITTER: &str = "50 Hz timer, jitter, median";
const LATE: &str = "1 kHz timer, lateness, median";
const RATE: &str = "1 kHz timer, calls a second";
const BUSY: &str = "1 kHz timer, all cores busy in callbacks, worst";

/// How often each is measured: a round takes its time.
const TURNS: usize = 5;

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    if table.wants(JITTER) {
        jitters(runtime, table);
    }
    if table.wants(LATE) || table.wants(RATE) {
        lateness(runtime, table);
    }
    if table.wants(BUSY) {
        busy(runtime, table);
    }
}

fn row(
    what: &'static str,
    unit: &'static str,
    measured: Measured,
    bound: Option<f64>,
    goal: &'static str,
) -> Row {
    Row { what, unit, measured, floor: Some("a thread's sleep, no slack"), bound, goal }
}

fn jitters(runtime: &Runtime, table: &mut Table) {
    let (period, time) = (Duration::from_millis(20), Duration::from_millis(600));
    let measured = in_turns(
        TURNS,
        || jitter(&slow_calls(runtime, time), period),
        || jitter(&by_hand::timer(period, time, true), period),
    );
    table.add(row(JITTER, "µs", measured, Some(10.0), "15 µs"));
}

fn lateness(runtime: &Runtime, table: &mut Table) {
    let (period, time) = (Duration::from_millis(1), Duration::from_millis(500));
    let mut rates = (Vec::new(), Vec::new());
    let measured = in_turns(
        TURNS,
        || {
            let calls = fast_calls(runtime, time);
            rates.0.push(calls.len() as f64 / time.as_secs_f64());
            late(&calls, 0.5)
        },
        || {
            let calls = by_hand::timer(period, time, true);
            rates.1.push(calls.len() as f64 / time.as_secs_f64());
            late(&calls, 0.5)
        },
    );
    table.add(row(LATE, "µs", measured, Some(5.0), "40 µs"));
    let rates: Vec<_> = rates.0.into_iter().zip(rates.1).collect();
    table.add(row(RATE, "", Measured::of_turns(&rates), None, "1,000"));
}

fn busy(runtime: &Runtime, table: &mut Table) {
    let (period, time) = (Duration::from_millis(1), Duration::from_millis(500));
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let measured = in_turns(
        TURNS,
        || beside_busy(runtime, cores, || late(&fast_calls(runtime, time), 1.0) / 1000.0),
        || beside_busy(runtime, cores, || late(&by_hand::timer(period, time, true), 1.0) / 1000.0),
    );
    table.add(row(BUSY, "ms", measured, Some(10.0), "5 ms"));
}

macro_rules! calls_of {
    ($name:ident, $node:ident) => {
        fn $name(runtime: &Runtime, time: Duration) -> Calls {
            let graph = InProcess::private();
            let node = NodeOptions::new().start_on::<$node, _>(&graph);
            let node = runtime.block_on(node).expect("starts");
            std::thread::sleep(time);
            runtime.block_on(node.stop()).expect("stops");
            std::mem::take(&mut node.node().calls.lock().unwrap())
        }
    };
}

calls_of!(slow_calls, Slow);
calls_of!(fast_calls, Fast);

/// How far two calls are from being a period apart, in microseconds.
fn jitter(calls: &Calls, period: Duration) -> f64 {
    let apart = calls.windows(2).map(|pair| (pair[1].0 - pair[0].0).as_nanos() as f64);
    median(apart.map(|apart| (apart - period.as_nanos() as f64).abs() / 1000.0).collect())
}

fn late(calls: &Calls, part: f64) -> f64 {
    quantile(&mut calls.iter().map(|(_, late)| late / 1000.0).collect::<Vec<_>>(), part)
}

fn beside_busy(runtime: &Runtime, cores: usize, measure: impl FnOnce() -> f64) -> f64 {
    let graph = InProcess::private();
    let busy = (0..cores).map(|number| {
        let options = NodeOptions::new().name(format!("busy{number}"));
        runtime.block_on(options.start_on::<Busy, _>(&graph)).expect("starts")
    });
    let busy: Vec<_> = busy.collect();
    std::thread::sleep(Duration::from_millis(300));
    let measured = measure();
    for node in &busy {
        runtime.block_on(node.stop()).expect("stops");
    }
    measured
}
