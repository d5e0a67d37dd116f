use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("numbers")]
    fn on(&self, _numbers: &[f64]) {}
}

fn main() {}
