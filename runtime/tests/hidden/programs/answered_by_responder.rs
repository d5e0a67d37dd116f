//! The handler answers with a responder, after it has waited.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    way: Slot<Waiting>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: (), responder: Responder<Ping>) -> Answer {
        let answer = self.way.take().await;
        responder.send(());
        answer
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
        node.node().way.set(Box::pin(async move { client.call(&cx, ()).await }));
    });
}
