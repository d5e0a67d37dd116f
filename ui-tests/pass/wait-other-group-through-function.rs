use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Control, Empty, Planning, ask, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Planning>,
    #[client("add_two_ints")]
    add: Client<AddTwoInts, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        let call: fn(&Client<Empty, Planning>, &Cx<Control>) -> Result<(), CallError> = |a, cx| a.call(cx, ());
        call(&self.trigger, cx)?;
        ask(&self.add, cx).map(drop)
    }
}

fn main() {
    runs::<Demo>();
}
