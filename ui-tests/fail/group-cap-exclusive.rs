use rosweave::prelude::*;

#[derive(Group)]
#[group(max_parallel = 4)]
struct Pool;

fn main() {}
