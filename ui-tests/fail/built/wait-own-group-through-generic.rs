use rosweave::Context;

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
        trigger_in(&self.trigger, cx)
    }
}

fn trigger_in<'a, C: Context, G: Group>(trigger: &'a Client<Empty, G>, cx: &'a C) -> C::Reply<'a, Empty> {
    trigger.call(cx, ())
}

fn main() {
    runs::<Demo>();
}
