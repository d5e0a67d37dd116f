// cb@E0[await E1->ext] cb@E1[block E0->ext]: who awaits lets the group's task go on.
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
    async fn tick(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        self.slow.call(cx, ()).await
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
