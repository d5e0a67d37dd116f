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
        let asker: &dyn Ask = &self.trigger;
        asker.ask(cx)
    }
}

trait Ask {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError>;
}

impl Ask for Client<Empty, Control> {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
