//! A function that is generic over a number asks that often.

use frame::*;

static TOOL: Slot<Client<Ping, B>> = Slot::new();

fn ask<const TIMES: usize>(client: &Client<Ping, B>, cx: &Cx<A>) -> Answer {
    (0..TIMES).try_for_each(|_| client.call(cx, ()))
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        ask::<1>(&TOOL.get(), cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| TOOL.set(node.node().slow.clone()));
}
