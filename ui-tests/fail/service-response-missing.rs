use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("add", type = AddTwoInts)]
    fn add(&self, _request: (i64, i64)) {}
}

fn main() {}
