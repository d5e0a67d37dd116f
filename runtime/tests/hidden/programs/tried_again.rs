//! A call is tried again where it fails.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    ask: Slot<Arc<dyn Fn() -> Waiting + Send + Sync>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        let mut last = Ok(());
        for _ in 0..3 {
            last = (self.ask.get())().await;
            if last.is_ok() {
                break;
            }
        }
        last
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        let (client, cx) = (node.node().theirs.clone(), Arc::new(node.async_cx()));
        node.node().ask.set(Arc::new(move || {
            let (client, cx) = (client.clone(), cx.clone());
            Box::pin(async move { client.call(&*cx, ()).await })
        }));
    });
}
