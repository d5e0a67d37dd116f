use rosweave::prelude::*;

#[node(on_panic = restart)]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
