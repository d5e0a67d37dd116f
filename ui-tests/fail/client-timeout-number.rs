use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo {
    #[client("reset", timeout = 0.5)]
    reset: Client<Empty>,
}

#[node]
impl Demo {}

fn main() {}
