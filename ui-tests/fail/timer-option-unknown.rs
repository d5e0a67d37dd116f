use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", perod = "2s")]
    fn tick(&self) {}
}

fn main() {}
