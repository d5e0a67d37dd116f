use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("reset")]
    reset_client: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[service("reset", type = Empty)]
    #[group(Io)]
    async fn reset(&self, _request: (), cx: &AsyncCx<Io>) -> Result<(), CallError> {
        self.reset_client.call(cx, ()).await
    }
}

fn main() {}
