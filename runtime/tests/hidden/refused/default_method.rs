//! A default method of a trait asks.

use frame::*;

trait Go {
    fn client(&self) -> &Client<Ping, B>;

    fn go(&self, cx: &Cx<A>) -> Answer {
        self.client().call(cx, ())
    }
}

impl Go for Demo {
    fn client(&self) -> &Client<Ping, B> {
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
        self.go(cx)
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
