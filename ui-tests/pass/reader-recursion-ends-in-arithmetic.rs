// The recursion ends where the subtraction overflows, or in a conversion that fails.
use rosweave::prelude::*;
use rosweave_ui_tests::Io;

struct Count;

impl Service for Count {
    type Request = u8;
    type Response = u8;
}

#[node]
struct Demo {
    #[client("count")]
    count_client: Client<Count, Io>,
}

#[node]
impl Demo {
    #[service("count", type = Count)]
    #[group(Io)]
    async fn count(&self, left: u8, cx: &AsyncCx<Io>) -> Result<u8, CallError> {
        self.count_client.call(cx, left - 1).await
    }
}

fn main() {}
