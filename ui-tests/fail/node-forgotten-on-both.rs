use rosweave::prelude::*;

struct Demo;

impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
