use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Io)]
    fn tick(&self, cx: &Cx<Io>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
