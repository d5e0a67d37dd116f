use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[node]
struct Demo {
    #[client]
    add: Client<AddTwoInts>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
