use rosweave::prelude::*;

#[derive(Group)]
#[group("reentrant")]
struct Io;

fn main() {}
