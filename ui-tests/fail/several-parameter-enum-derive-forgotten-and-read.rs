// 2 errors in the same words: at the field, and where the value is read.
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
    fn tick(&self) {
        let _fast = self.mode.get() == Mode::Fast;
    }
}

rosweave::main!(Demo);
