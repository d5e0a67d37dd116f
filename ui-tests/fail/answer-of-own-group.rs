// s0@R[await R->s1] s1@E[] cb@E[await R->s0]: the answer of s0 needs a turn that the waiting one holds.
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
        self.to_second.call(cx, ()).await
    }

    #[service("second", type = Empty)]
    fn second(&self, _request: ()) {}

    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.to_first.call(cx, ()).await
    }
}

fn main() {}
