use rosweave::prelude::*;

#[derive(Clone, Copy, PartialEq, ParameterEnum)]
enum Mode {
    Fast,
}

#[node]
struct Demo {
    #[parameter(default = "fast")]
    rate: Parameter<Mode>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
