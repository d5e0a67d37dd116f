// 2 errors: rustc reports the conflict once for each of the two traits that a block implements.
use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

#[node]
impl Demo {
    #[timer("2s")]
    fn tock(&self) {}
}

fn main() {}
