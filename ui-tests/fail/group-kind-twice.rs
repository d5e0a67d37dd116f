use rosweave::prelude::*;

#[derive(Group)]
#[group(exclusive, reentrant)]
struct Io;

fn main() {}
