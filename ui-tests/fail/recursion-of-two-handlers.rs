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
    #[group(Io)]
    async fn second(&self, _request: (), cx: &AsyncCx<Io>) -> Result<(), CallError> {
        self.to_first.call(cx, ()).await
    }
}

fn main() {}
