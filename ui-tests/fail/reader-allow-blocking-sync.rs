use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    slow: Client<Empty, Io>,
    offset: u8,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[allow_blocking]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.slow.call(cx, ())
    }
}

fn main() {}
