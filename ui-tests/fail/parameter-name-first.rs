use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter("rate", 1.0)]
    _rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo);
