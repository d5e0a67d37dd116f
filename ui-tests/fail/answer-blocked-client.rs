// s0@R[await E->ext] cb@E[block R->s0]: the handler's reply needs the group that waits for the handler.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
    #[client("reset")]
    reset_client: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[service("reset", type = Empty)]
    #[group(Io)]
    async fn reset(&self, _request: (), cx: &AsyncCx<Io>) -> Result<(), CallError> {
        self.trigger.call(cx, ()).await
    }

    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.reset_client.call(cx, ())
    }
}

fn main() {}
