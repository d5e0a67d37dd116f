use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
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

fn main() {
    runs::<Demo>();
}
