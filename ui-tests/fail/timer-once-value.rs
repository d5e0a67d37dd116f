use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", once = true)]
    fn tick(&self) {}
}

fn main() {}
