use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.trigger.call(cx, ()).await
    }
}

fn main() {
    runs::<Demo>();
}
