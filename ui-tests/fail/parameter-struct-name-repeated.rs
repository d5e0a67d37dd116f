use rosweave::prelude::*;

#[derive(Parameters)]
struct Gains {
    #[parameter(default = 1.0)]
    kp: Parameter<f64>,
    #[parameter(default = 2.0, name = "kp")]
    ki: Parameter<f64>,
}

fn main() {}
