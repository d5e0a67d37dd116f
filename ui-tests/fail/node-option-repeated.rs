use rosweave::prelude::*;

#[node("talker", name = "listener")]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
