// 2 errors: rustc's own, that there is no such method, and ours, what it is called.
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
    async fn tick(&self, _cx: &AsyncCx) {
        let _sum = self.add.call_async((1, 2));
    }
}

fn main() {}
