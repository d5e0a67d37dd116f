use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter]
    rate: Parameter<Vec<f32>>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
