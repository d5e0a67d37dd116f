// Client in E1, timer in D that blocks on it: accepted.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, runs};

#[derive(Group, Default)]
struct E1;

#[node]
struct Layout {
    #[client("add_two_ints")]
    add: Client<AddTwoInts, E1>,
}

#[node]
impl Layout {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        let sum = self.add.call(cx, (1, 2))?;
        println!("Received response: {sum}");
        Ok(())
    }
}

fn main() {
    runs::<Layout>();
}
