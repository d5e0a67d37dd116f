use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 2.0, range = 0.01..=1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
