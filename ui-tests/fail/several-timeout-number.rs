// 2 errors: rustc's own, what it found, and ours, what to write.
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
    async fn tick(&self, cx: &AsyncCx) {
        let _ = self.add.call_timeout(cx, (1, 2), 5).await;
    }
}

fn main() {}
