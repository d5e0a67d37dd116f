//! A trait object gives the future.

use frame::*;

trait Go: Send + Sync {
    fn go(&self) -> Waiting;
}

struct Goes(Client<Ping, Io>, Arc<Lent<AsyncCx<NoGroup>>>);

impl Go for Goes {
    fn go(&self) -> Waiting {
        let (client, cx) = (self.0.clone(), self.1.clone());
        Box::pin(async move { client.call(&*cx, ()).await })
    }
}

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    way: Slot<Arc<dyn Go>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        self.way.get().go().await
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
        node.node().way.set(Arc::new(Goes(client, cx)));
    });
}
