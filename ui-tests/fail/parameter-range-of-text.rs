use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = "a", range = 0..=1)]
    rate: Parameter<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
