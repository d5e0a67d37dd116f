use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = "0.5")]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
