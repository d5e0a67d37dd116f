use rosweave::prelude::*;

#[node(namespace = "arm")]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
