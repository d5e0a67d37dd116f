use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[cfg_attr(debug_assertions, timer("1s"))]
    fn tick(&self) {}
}

fn main() {}
