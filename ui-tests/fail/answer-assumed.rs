// The handler hands out `self` and its context: it may wait for `second`, too.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("first")]
    to_first: Client<Empty, Io>,
    #[client("second")]
    to_second: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[service("first", type = Empty)]
    #[group(Io)]
    async fn first(&self, _request: (), cx: &AsyncCx<Io>) -> Result<(), CallError> {
        elsewhere(self, cx).await
    }

    #[service("second", type = Empty)]
    fn second(&self, _request: ()) {}

    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.to_first.call(cx, ()).await
    }
}

async fn elsewhere(demo: &Demo, cx: &AsyncCx<Io>) -> Result<(), CallError> {
    demo.to_second.call(cx, ()).await
}

fn main() {}
