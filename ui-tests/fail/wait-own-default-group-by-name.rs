use rosweave::DefaultGroup as Main;

use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Main>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Main)]
    fn tick(&self, cx: &Cx<Main>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {}
