use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
