use rosweave::prelude::*;

#[node]
struct Paced {
    #[parameter(default = 20.0, read_only)]
    rate: Parameter<f64>,
}

#[node]
impl Paced {
    #[timer("$(rate)")]
    fn tick(&self) {}
}

fn main() {}
