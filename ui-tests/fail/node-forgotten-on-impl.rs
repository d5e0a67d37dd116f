use rosweave::prelude::*;

#[node]
struct Demo;

impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
