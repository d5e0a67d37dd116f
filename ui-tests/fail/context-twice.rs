use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, _a: &Cx, _b: &Cx) {}
}

fn main() {}
