use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        h.create_subscription("in", 10, |msg: &String| println!("{msg}"));
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
