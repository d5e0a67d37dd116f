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
    async fn tick(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        self.trigger.call(cx, ()).await
    }
}

fn main() {
    runs::<Demo>();
}
