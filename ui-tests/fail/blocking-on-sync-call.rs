// A sync callback has the reply at once: there is no future that could be blocked on.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        tokio::runtime::Handle::current().block_on(self.trigger.call(cx, ()))
    }
}

fn main() {}
