//! What it costs to read a parameter, beside a plain atomic.
#![allow(missing_docs)]

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use criterion::{Criterion, criterion_group, criterion_main};
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

fn reads(criterion: &mut Criterion) {
    let world = World::new(1);
    let drive = world.start::<Drive>().expect("it starts");
    let node = drive.node();
    let plain = Arc::new(AtomicU64::new(0.05_f64.to_bits()));
    criterion.bench_function("an atomic load", |bencher| {
        bencher.iter(|| f64::from_bits(black_box(&plain).load(Ordering::Acquire)));
    });
    criterion.bench_function("a parameter's number", |bencher| {
        bencher.iter(|| black_box(&node.radius).get());
    });
    criterion.bench_function("a parameter's text", |bencher| {
        bencher.iter(|| black_box(&node.frame).get());
    });
}

criterion_group!(benches, reads);
criterion_main!(benches);
