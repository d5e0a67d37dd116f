use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[node]
struct Demo {
    #[client("add_two_ints", timeout = "0s")]
    add: Client<AddTwoInts>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
