use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("0Hz")]
    fn tick(&self) {}
}

fn main() {}
