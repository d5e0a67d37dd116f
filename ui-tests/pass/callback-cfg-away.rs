// What is cfg'd away takes its message's type, its waits and its group with it.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}

    #[cfg(not(debug_assertions))]
    #[timer("1s")]
    fn hang(&self, cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }

    #[cfg(not(debug_assertions))]
    #[subscribe("chatter")]
    #[group(NoSuchGroup)]
    fn on_chatter(&self, _msg: NoSuchType) {}
}

fn main() {
    runs::<Demo>();
}
