use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer(1)]
    fn tick(&self) {}
}

fn main() {}
