//! A future out of a static.

use frame::*;

static WAY: Slot<Waiting> = Slot::new();

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        WAY.take().await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        let (client, cx) = (node.node().theirs.clone(), node.async_cx());
        WAY.set(Box::pin(async move { client.call(&cx, ()).await }));
    });
}
