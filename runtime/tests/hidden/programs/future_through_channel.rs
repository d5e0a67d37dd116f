//! A future comes through a channel.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    ends: Slot<tokio::sync::oneshot::Receiver<Waiting>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        let way = self.ends.take().await.expect("is sent");
        way.await
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
        let (sender, receiver) = tokio::sync::oneshot::channel::<Waiting>();
        assert!(sender.send(Box::pin(async move { client.call(&cx, ()).await })).is_ok());
        node.node().ends.set(receiver);
    });
}
