use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}

    #[service("/reset", type = Empty)]
    fn reset_all(&self, _request: ()) {}
}

fn main() {}
