// 3 errors: a bad period, a bad name and a hanging wait are found in three ways, and told in one compile.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, StringMsg};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("0s")]
    fn tick(&self) {}

    #[subscribe("//chatter")]
    fn on_chatter(&self, _msg: &StringMsg) {}

    #[timer("1s")]
    fn tock(&self, cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {}
