use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", missed = skp)]
    fn tick(&self) {}
}

fn main() {}
