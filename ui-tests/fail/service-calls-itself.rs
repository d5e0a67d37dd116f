use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("~/reset")]
    reset_client: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[service("/demo/reset", type = Empty)]
    async fn reset(&self, _request: (), cx: &AsyncCx) -> Result<(), CallError> {
        if cx.is_stopping() {
            self.reset_client.call(cx, ()).await?;
        }
        Ok(())
    }
}

fn main() {}
