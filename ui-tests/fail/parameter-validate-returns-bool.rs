use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}

    #[validate]
    fn check(values: &Values<Self>) -> bool {
        values.rate > 0.0
    }
}

fn main() {}
