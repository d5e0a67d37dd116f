use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {}
