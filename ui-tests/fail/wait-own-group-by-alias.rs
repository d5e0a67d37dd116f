use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty};

type Fast = Control;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Fast>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {}
