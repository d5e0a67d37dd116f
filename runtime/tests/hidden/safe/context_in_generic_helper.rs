//! Helpers are generic over the context, sync or async.

use frame::*;

fn ask<'a, C: Context, G: Group>(client: &'a Client<Ping, G>, cx: &'a C) -> C::Reply<'a, Ping> {
    client.call(cx, ())
}

async fn ask_twice<G: Group>(client: &Client<Ping, G>, cx: &AsyncCx<A>) -> Answer {
    ask(client, cx).await?;
    ask(client, cx).await
}

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, A>,
    #[client("fast")]
    fast: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    async fn tick(&self, cx: &AsyncCx<A>) -> Answer {
        ask_twice(&self.slow, cx).await
    }

    #[timer("1s", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        ask(&self.fast, cx)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
