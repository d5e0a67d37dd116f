use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("reset")]
    reset_client: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.reset_client.call(cx, ()).await
    }

    #[service("/reset", type = Empty)]
    async fn reset(&self, _request: ()) {}
}

fn main() {}
