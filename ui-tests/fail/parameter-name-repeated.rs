use rosweave::prelude::*;

#[derive(Parameters)]
struct Gains {
    #[parameter(default = 1.0)]
    kp: Parameter<f64>,
}

#[node]
struct Demo {
    #[parameter]
    gains: Gains,
    #[parameter(default = 2.0, name = "gains.kp")]
    kp: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
