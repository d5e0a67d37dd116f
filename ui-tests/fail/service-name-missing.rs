use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service(type = Empty)]
    fn reset(&self, _request: ()) {}
}

fn main() {}
