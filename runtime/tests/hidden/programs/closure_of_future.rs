//! An async closure out of a plain field.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    way: Slot<Arc<dyn Fn() -> Waiting + Send + Sync>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        (self.way.get())().await
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
        node.node().way.set(Arc::new(move || {
            let (client, cx) = (client.clone(), cx.clone());
            Box::pin(async move { client.call(&*cx, ()).await })
        }));
    });
}
