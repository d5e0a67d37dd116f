use rosweave::prelude::*;

#[node]
struct Demo;

trait Ticks {
    fn tick(&self);
}

#[node]
impl Ticks for Demo {
    fn tick(&self) {}
}

fn main() {}
