//! A trait object asks.

use frame::*;

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    asks: Slot<Arc<dyn Asks<A> + Send + Sync>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.asks.get().asks(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().asks.set(Arc::new(node.node().slow.clone())));
}
