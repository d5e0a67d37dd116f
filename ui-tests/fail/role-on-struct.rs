use rosweave::prelude::*;

#[timer("1s")]
struct Demo;

fn main() {}
