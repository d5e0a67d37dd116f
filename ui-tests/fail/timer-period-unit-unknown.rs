use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1 parsec")]
    fn tick(&self) {}
}

fn main() {}
