use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 0.0, range = 0.0..=1.0, step = 0.3)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
