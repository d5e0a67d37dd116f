// The helper waits on nothing, which `#[waits()]` says.
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
    #[waits()]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        look(self, cx)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn look(demo: &Demo, _cx: &Cx<Control>) -> Result<(), CallError> {
    assert!(demo.slow.service_is_ready());
    Ok(())
}

fn main() {
    runs::<Demo>();
}
