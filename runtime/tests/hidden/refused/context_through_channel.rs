//! A context of no group comes through a channel.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    ends: Slot<tokio::sync::mpsc::Receiver<Arc<Lent<AsyncCx<NoGroup>>>>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        let cx = self.ends.take().recv().await.expect("is sent");
        self.theirs.call(&*cx, ()).await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        sender.try_send(Arc::new(node.async_cx())).expect("has room");
        node.node().ends.set(receiver);
    });
}
