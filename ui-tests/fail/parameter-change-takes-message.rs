use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[on_change(rate)]
    fn changed(&self, _rate: f64) {}
}

fn main() {}
