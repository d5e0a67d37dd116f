use rosweave::prelude::*;

#[node]
struct Demo;

#[node(name = "talker")]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
