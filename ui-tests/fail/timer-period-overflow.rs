use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("600000000000h")]
    fn tick(&self) {}
}

fn main() {}
