// The name may be anybody's, but it is given a call that nobody awaits.
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
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        Runner.block_on(self.trigger.call(cx, ()))
    }
}

struct Runner;

impl Runner {
    fn block_on<F: Future>(&self, _future: F) -> F::Output {
        unimplemented!()
    }
}

fn main() {}
