// 3 errors: names are judged in consts, all of them in one compile.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, StringMsg};

#[node]
struct Demo {
    #[publisher("1st")]
    first: Publisher<i64>,
    #[client("add two ints")]
    add: Client<AddTwoInts>,
}

#[node]
impl Demo {
    #[subscribe("//chatter")]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
