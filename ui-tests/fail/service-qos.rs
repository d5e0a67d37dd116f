use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("reset", type = Empty, qos(depth = 5))]
    fn reset(&self, _request: ()) {}
}

fn main() {}
