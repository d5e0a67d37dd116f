use rosweave_ui_tests as lib;

use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

type Fast = lib::Control;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, lib::Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Fast)]
    fn step(&self, cx: &Cx<Fast>, _state: &mut Fast) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }

    #[timer("1s")]
    #[group(lib::Control)]
    fn look(&self, _state: &lib::Control, _cx: &Cx<lib::Control>) {}
}

fn main() {
    runs::<Demo>();
}
