use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("line")]
    fn on(&self, _line: &str) {}
}

fn main() {}
