use rosweave::prelude::*;

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Slow,
    Fast,
}

#[node]
struct Demo {
    #[parameter(default = Mode::Slow)]
    mode: Parameter<Mode>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo);
