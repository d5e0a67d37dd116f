use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer(period = "0s")]
    fn tick(&self) {}
}

fn main() {}
