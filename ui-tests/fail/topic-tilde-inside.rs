use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("a/~/b")]
    fn on_a(&self, _msg: &StringMsg) {}
}

fn main() {}
