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
        let call = self.add.call(cx, (1, 2));
        call.add_done_callback(|sum| println!("{sum:?}"));
    }
}

fn main() {}
