use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        let _rate: f64 = self.rate.value();
    }
}

fn main() {}
