//! What it costs to read a parameter, beside a plain atomic: the best of several rounds, taken in turns.
#![allow(missing_docs)]

use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rosweave::prelude::*;
use rosweave::testing::World;

#[node]
struct Drive {
    #[parameter(default = 0.05)]
    radius: Parameter<f64>,
    #[parameter(default = "odom")]
    frame: Parameter<String>,
}

#[node]
impl Drive {
    #[timer("1s")]
    fn tick(&self) {}
}

const ROUNDS: usize = 20;
const READS: u32 = 1_000_000;

/// Nanoseconds for one call.
fn timed<T>(mut read: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..READS {
        black_box(read());
    }
    start.elapsed().as_nanos() as f64 / f64::from(READS)
}

fn main() -> std::io::Result<()> {
    let world = World::new(1);
    let drive = world.start::<Drive>().expect("it starts");
    let node = drive.node();
    let plain = Arc::new(AtomicU64::new(0.05_f64.to_bits()));
    let mut best = [f64::MAX; 3];
    for _ in 0..ROUNDS {
        let round = [
            timed(|| f64::from_bits(black_box(&plain).load(Ordering::Acquire))),
            timed(|| black_box(&node.radius).get()),
            timed(|| black_box(&node.frame).get()),
        ];
        for (best, time) in best.iter_mut().zip(round) {
            *best = best.min(time);
        }
    }
    let [atomic, number, text] = best;
    writeln!(
        std::io::stdout(),
        "a plain atomic {atomic:.2} ns, a number {number:.2} ns, a text {text:.1} ns"
    )?;
    assert!(number < atomic + 2.0, "reading a number takes more than 2 ns beside a plain atomic");
    Ok(())
}
