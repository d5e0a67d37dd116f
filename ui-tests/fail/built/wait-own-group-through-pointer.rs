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
        let call: fn(&Client<Empty, Control>, &Cx<Control>) -> Result<(), CallError> = |a, cx| a.call(cx, ());
        call(&self.trigger, cx)
    }
}

fn main() {
    runs::<Demo>();
}
