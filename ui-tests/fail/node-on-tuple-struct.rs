use rosweave::prelude::*;

#[node]
struct Demo(u64);

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
