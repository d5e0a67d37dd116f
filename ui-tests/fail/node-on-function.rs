use rosweave::prelude::*;

#[node]
fn demo() {}

fn main() {}
