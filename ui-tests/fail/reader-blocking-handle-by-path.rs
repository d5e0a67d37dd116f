use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        let handle = tokio::runtime::Handle::current();
        tokio::runtime::Handle::block_on(&handle, self.trigger.call(cx, ()))
    }
}

fn main() {}
