use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 3, range = 0..=8, step = 2)]
    rate: Parameter<i64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
