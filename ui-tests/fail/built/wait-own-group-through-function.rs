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
        trigger_now(&self.trigger, cx)
    }
}

fn trigger_now(trigger: &Client<Empty, Control>, cx: &Cx<Control>) -> Result<(), CallError> {
    trigger.call(cx, ())
}

fn main() {
    runs::<Demo>();
}
