use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {}

fn main() {}
