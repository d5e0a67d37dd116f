use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Control, ask, runs};

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts, Control>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    async fn tick(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        ask(&self.add, cx).await.map(drop)
    }
}

fn main() {
    runs::<Demo>();
}
