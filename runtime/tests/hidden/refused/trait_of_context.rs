//! A trait of the context's calls.

use frame::*;

trait Ask {
    fn ask<G: Group>(&self, client: &Client<Ping, G>) -> Answer;
}

impl Ask for Cx<A> {
    fn ask<G: Group>(&self, client: &Client<Ping, G>) -> Answer {
        client.call(self, ())
    }
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
        cx.ask(&self.slow)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
