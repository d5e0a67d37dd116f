use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Contol)]
    fn tick(&self) {}
}

fn main() {}
