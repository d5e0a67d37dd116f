use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

struct Io;

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
