use rosweave::prelude::*;

#[timer("1s")]
fn tick() {}

fn main() {}
