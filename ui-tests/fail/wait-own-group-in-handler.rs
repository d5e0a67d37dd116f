use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[service("reset", type = Empty)]
    fn reset(&self, _request: (), cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {}
