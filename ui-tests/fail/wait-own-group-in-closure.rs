use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty};

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
        let call = || self.trigger.call(cx, ());
        call().and_then(|()| call())
    }
}

fn main() {}
