use rosweave::prelude::*;

#[derive(Clone, Copy, PartialEq, ParameterEnum)]
enum Mode {
    Slow,
    Speed(f64),
}

#[node]
struct Demo {
    #[parameter(default = Mode::Slow)]
    rate: Parameter<Mode>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
