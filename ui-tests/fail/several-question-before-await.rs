// 2 errors: rustc's own, that `?` takes no future, and ours, what comes first.
use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[node]
struct Demo {
    #[client("add")]
    add: Client<AddTwoInts>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.add.call(cx, (1, 2))?.await;
        Ok(())
    }
}

fn main() {}
