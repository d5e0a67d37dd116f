// The second block is no half of the node, so nothing there is seen before the call itself is built.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Control>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.ask(cx)
    }
}

impl Demo {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
