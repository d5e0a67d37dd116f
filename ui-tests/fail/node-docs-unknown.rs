use rosweave::prelude::*;

#[node(docs = off)]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
