use rosweave::prelude::*;

#[derive(Group)]
#[group(rentrant)]
struct Io;

fn main() {}
