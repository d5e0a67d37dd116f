use rosweave::prelude::*;

struct Gains;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>, _gains: &Gains) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
