// Client in D, timer in R that awaits it: accepted.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, runs};

#[derive(Group, Default)]
#[group(reentrant)]
struct R;

#[node]
struct Layout {
    #[client("add_two_ints")]
    add: Client<AddTwoInts>,
}

#[node]
impl Layout {
    #[timer("1s")]
    #[group(R)]
    async fn tick(&self, cx: &AsyncCx<R>) -> Result<(), CallError> {
        let sum = self.add.call(cx, (1, 2)).await?;
        println!("Received response: {sum}");
        Ok(())
    }
}

fn main() {
    runs::<Layout>();
}
