// Client in D, timer in E1 that awaits it: accepted.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, runs};

#[derive(Group, Default)]
struct E1;

#[node]
struct Layout {
    #[client("add_two_ints")]
    add: Client<AddTwoInts>,
}

#[node]
impl Layout {
    #[timer("1s")]
    #[group(E1)]
    async fn tick(&self, cx: &AsyncCx<E1>) -> Result<(), CallError> {
        let sum = self.add.call(cx, (1, 2)).await?;
        println!("Received response: {sum}");
        Ok(())
    }
}

fn main() {
    runs::<Layout>();
}
