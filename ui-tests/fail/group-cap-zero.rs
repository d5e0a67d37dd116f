use rosweave::prelude::*;

#[derive(Group)]
#[group(reentrant, max_parallel = 0)]
struct Pool;

fn main() {}
