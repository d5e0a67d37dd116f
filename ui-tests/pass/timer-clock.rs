use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", clock = steady)]
    fn tick(&self) {}

    #[timer("1s", clock = node, missed = burst)]
    fn tock(&self) {}
}

fn main() {}
