use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 300)]
    rate: Parameter<u8>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
