use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer]
    fn tick(&self) {}
}

fn main() {}
