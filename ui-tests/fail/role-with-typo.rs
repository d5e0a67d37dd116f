use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}

    #[subscibe("chatter")]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
