//! A task that is spawned sends its context back.

use frame::*;

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
    async fn mine(&self, _request: (), cx: &AsyncCx<A>) -> Answer {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        cx.spawn(|cx| async move {
            let _ = sender.send(cx);
        });
        let cx = receiver.await.expect("is sent");
        self.theirs.call(&cx, ()).await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, _| {});
}
