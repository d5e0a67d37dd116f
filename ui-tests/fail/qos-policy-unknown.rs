use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter", qos(dept = 5))]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
