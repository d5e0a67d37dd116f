use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_gains: f64) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
