//! An async function of another block gets the client.

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
        Self::go(&self.theirs, cx).await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

impl Demo {
    async fn go(client: &Client<Ping, Io>, cx: &AsyncCx<A>) -> Answer {
        client.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, _| {});
}
