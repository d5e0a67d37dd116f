use rosweave::prelude::*;

struct Oops;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>) -> Result<Self, Oops> {
        Ok(Demo)
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
