use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("add", type = AddTwoInts)]
    fn add(&self, request: (i64, i64), _responder: Responder<AddTwoInts>) -> i64 {
        request.0
    }
}

fn main() {}
