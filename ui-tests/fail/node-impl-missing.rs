use rosweave::prelude::*;

#[node]
struct Demo;

fn main() {}
