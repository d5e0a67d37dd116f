use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe(7)]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
