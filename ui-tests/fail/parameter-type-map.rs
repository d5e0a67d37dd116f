use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter]
    rate: Parameter<std::collections::HashMap<String, f64>>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
