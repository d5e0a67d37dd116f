use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("shown")]
    fn on(&self, _shown: &dyn std::fmt::Display) {}
}

fn main() {}
