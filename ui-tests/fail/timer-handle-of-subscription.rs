use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo {
    #[timer_handle("on_chatter")]
    ticker: Timer,
}

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
