use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>, _cx: &Cx) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
