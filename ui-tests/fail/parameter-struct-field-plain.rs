use rosweave::prelude::*;

#[derive(Parameters)]
struct Gains {
    #[parameter(1.0)]
    kp: Parameter<f64>,
    used: u32,
}

#[node]
struct Demo {
    #[parameter]
    rate: Gains,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
