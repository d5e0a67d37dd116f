use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: &mut StringMsg) {}
}

fn main() {}
