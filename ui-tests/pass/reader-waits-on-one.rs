// The helper waits on one of the clients, which `#[waits(free)]` says.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Io, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    #[client("trigger")]
    free: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    #[waits(free)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        look(self, cx)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn look(demo: &Demo, cx: &Cx<Control>) -> Result<(), CallError> {
    demo.free.call(cx, ())
}

fn main() {
    runs::<Demo>();
}
