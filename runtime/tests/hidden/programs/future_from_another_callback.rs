//! Another callback has begun the call, and moves it.

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
    async fn mine(&self, _request: ()) -> Answer {
        self.way.take().await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }

    #[timer("100ms", once)]
    #[group(Io)]
    async fn begin(&self) {
        let mut way = self.way.take();
        std::future::poll_fn(|context| std::task::Poll::Ready(way.as_mut().poll(context).is_ready())).await;
        self.way.set(way);
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        let (client, cx) = (node.node().theirs.clone(), node.async_cx());
        node.node().way.set(Box::pin(async move { client.call(&cx, ()).await }));
    });
}
