use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Empty};

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("add", type = AddTwoInts)]
    fn add(&self, _request: (i64, i64), responder: Responder<Empty>) {
        responder.send(());
    }
}

fn main() {}
