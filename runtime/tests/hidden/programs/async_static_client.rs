//! The handler hands its context to a function with a static client.

use frame::*;

static THEIRS: Slot<Client<Ping, Io>> = Slot::new();

async fn go(cx: &AsyncCx<A>) -> Answer {
    THEIRS.get().call(cx, ()).await
}

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
        go(cx).await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| THEIRS.set(node.node().theirs.clone()));
}
