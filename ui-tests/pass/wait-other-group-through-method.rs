use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.ask(cx)
    }

    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
