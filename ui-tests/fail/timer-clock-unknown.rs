use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", clock = stedy)]
    fn tick(&self) {}
}

fn main() {}
