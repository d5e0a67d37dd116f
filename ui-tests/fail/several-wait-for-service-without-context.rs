// 2 errors: rustc's own, that it is no reference, and ours, what it has to be one of.
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
        let _ = self.add.wait_for_service(Duration::from_secs(1)).await;
        println!("{}", cx.node_name());
    }
}

fn main() {}
