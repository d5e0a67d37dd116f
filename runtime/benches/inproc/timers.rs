//! Timers, beside a plain thread that sleeps.

use std::time::{Duration, Instant};

use rosweave::{InProcess, NodeOptions};
use tokio::runtime::Runtime;

use crate::by_hand;
use crate::nodes::{Busy, Fast, Slow};
use crate::table::{Row, Table, in_turns, median, quantile};

type Calls = Vec<(Instant, f64)>;

const SHARP: &str = "a thread's sleep, no slack";

pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    let (slow, fast) = (Duration::from_millis(20), Duration::from_millis(1));
    let time = Duration::from_secs(1);
    let (ours, theirs) = in_turns(
        || jitter(&slow_calls(runtime, time), slow),
        || jitter(&by_hand::timer(slow, time, true), slow),
    );
    let row = |what, unit, ours, floor, goal| Row { what, unit, ours, floor: Some(floor), bound: None, goal };
    table.add(row("50 Hz timer, jitter, median", "µs", ours, (SHARP, theirs), "15 µs"));
    let mut rates = (Vec::new(), Vec::new());
    let (ours, theirs) = in_turns(
        || {
            let calls = fast_calls(runtime, time);
            rates.0.push(calls.len() as f64);
            late(&calls, 0.5)
        },
        || {
            let calls = by_hand::timer(fast, time, true);
            rates.1.push(calls.len() as f64);
            late(&calls, 0.5)
        },
    );
    table.add(row("1 kHz timer, lateness, median", "µs", ours, (SHARP, theirs), "40 µs"));
    table.add(row("1 kHz timer, calls a second", "", median(rates.0), (SHARP, median(rates.1)), "1,000"));
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let (ours, theirs) = in_turns(
        || beside_busy(runtime, cores, || late(&fast_calls(runtime, time), 1.0) / 1000.0),
        || beside_busy(runtime, cores, || late(&by_hand::timer(fast, time, true), 1.0) / 1000.0),
    );
    table.add(row("1 kHz timer, all cores busy in callbacks, worst", "ms", ours, (SHARP, theirs), "5 ms"));
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
