// Two callbacks share the group, one of them would hang.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty};

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
        self.trigger.call(cx, ())
    }

    #[timer("2s")]
    #[group(Control)]
    async fn tock(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        self.trigger.call(cx, ()).await
    }
}

fn main() {}
