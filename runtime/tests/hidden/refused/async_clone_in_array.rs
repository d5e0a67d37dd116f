//! The client of another clone of the node's field.

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
        let clients = [self.theirs.clone()];
        for client in &clients {
            client.call(cx, ()).await?;
        }
        Ok(())
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
