// Client in D, timer in D that awaits it: accepted.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, runs};

#[node]
struct Layout {
    #[client("add_two_ints")]
    add: Client<AddTwoInts>,
}

#[node]
impl Layout {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        let sum = self.add.call(cx, (1, 2)).await?;
        println!("Received response: {sum}");
        Ok(())
    }
}

fn main() {
    runs::<Layout>();
}
