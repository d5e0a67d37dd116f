//! A trait that everything has which shows a client asks.

use frame::*;

trait Reach {
    fn reach(&self, cx: &Cx<A>) -> Answer;
}

impl<T: AsRef<Client<Ping, B>>> Reach for T {
    fn reach(&self, cx: &Cx<A>) -> Answer {
        self.as_ref().call(cx, ())
    }
}

impl AsRef<Client<Ping, B>> for Demo {
    fn as_ref(&self) -> &Client<Ping, B> {
        &self.slow
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
        self.reach(cx)
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
