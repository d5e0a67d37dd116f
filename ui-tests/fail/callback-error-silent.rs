use rosweave::prelude::*;

struct Oops;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) -> Result<(), Oops> {
        Err(Oops)
    }
}

fn main() {}
