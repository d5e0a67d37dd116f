// cb@C[block C->ext]: a turn is held, but a reply needs none.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Pool, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Pool>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Pool)]
    fn tick(&self, cx: &Cx<Pool>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
