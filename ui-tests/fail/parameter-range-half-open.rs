use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 5, range = 0..10)]
    rate: Parameter<i64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
