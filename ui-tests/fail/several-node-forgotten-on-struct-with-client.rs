// 2 errors: rustc's own, for nobody owns `client` here, and ours.
use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
