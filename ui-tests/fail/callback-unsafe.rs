use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    unsafe fn tick(&self) {}
}

fn main() {}
