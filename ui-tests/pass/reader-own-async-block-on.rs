// A runner may have an async `block_on` of its own.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io, runs};

struct Runner;

impl Runner {
    async fn block_on<F: Future>(&self, future: F) -> F::Output {
        future.await
    }
}

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        Runner.block_on(self.trigger.call(cx, ())).await
    }
}

fn main() {
    runs::<Demo>();
}
