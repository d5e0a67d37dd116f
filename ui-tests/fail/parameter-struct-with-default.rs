use rosweave::prelude::*;

#[derive(Parameters)]
struct Gains {
    #[parameter(1.0)]
    kp: Parameter<f64>,
}

#[node]
struct Demo {
    #[parameter(default = 1.0)]
    rate: Gains,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
