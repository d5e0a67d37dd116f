// s0@C[] cb@C[await C->s0]: when such waits take all turns, no handler can start.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Pool};

#[node]
struct Demo {
    #[client("reset")]
    reset_client: Client<Empty, Pool>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Pool)]
    async fn tick(&self, cx: &AsyncCx<Pool>) -> Result<(), CallError> {
        self.reset_client.call(cx, ()).await
    }

    #[service("reset", type = Empty)]
    #[group(Pool)]
    fn reset(&self, _request: ()) {}
}

fn main() {}
