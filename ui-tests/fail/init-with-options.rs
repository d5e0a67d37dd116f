use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init(first)]
    fn init(_h: Handles<Self>) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
