use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("add", type = AddTwoInts)]
    fn add(&self, request: (f64, f64)) -> i64 {
        request.0 as i64
    }
}

fn main() {}
