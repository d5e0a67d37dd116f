use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io};

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        let sum: i64 = self.add.call(cx, (1, 2))?;
        println!("{sum}");
        Ok(())
    }
}

fn main() {}
