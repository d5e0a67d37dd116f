use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        trigger_now(&self.trigger, cx)
    }
}

fn trigger_now(trigger: &Client<Empty>, cx: &Cx) -> Result<(), CallError> {
    trigger.call(cx, ())
}

fn main() {
    runs::<Demo>();
}
