use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty};

#[node]
struct Demo {
    #[client("trigger")]
    own: Client<Empty>,
    #[client("trigger")]
    other: Client<Empty, Control>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.other.call(cx, ())
    }

    #[timer("2s")]
    #[group(Control)]
    fn step(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.own.call(cx, ())
    }
}

fn main() {}
