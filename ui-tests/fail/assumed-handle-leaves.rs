use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Control, Empty, Planning, ask};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("add_two_ints")]
    slow: Client<AddTwoInts, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        ask(&self.slow, cx).map(drop)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
