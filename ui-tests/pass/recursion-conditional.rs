use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io, runs};

#[node]
struct Demo {
    #[client("add")]
    add_client: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[service("add", type = AddTwoInts)]
    #[group(Io)]
    async fn add(&self, (a, b): (i64, i64), cx: &AsyncCx<Io>) -> Result<i64, CallError> {
        if b > 0 {
            return self.add_client.call(cx, (a + 1, b - 1)).await;
        }
        Ok(a)
    }
}

fn main() {
    runs::<Demo>();
}
