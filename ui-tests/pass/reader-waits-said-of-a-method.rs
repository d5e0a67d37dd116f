// What a method hands out is said at the method.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.look(cx)
    }

    #[waits()]
    fn look(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        look(self, cx)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn look(demo: &Demo, cx: &Cx<Control>) -> Result<(), CallError> {
    assert!(demo.slow.service_is_ready() && !cx.is_stopping());
    Ok(())
}

fn main() {
    runs::<Demo>();
}
