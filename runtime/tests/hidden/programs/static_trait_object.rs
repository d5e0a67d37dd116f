//! A static trait object asks.

use frame::*;

static ASKS: Slot<Arc<dyn Asks<A> + Send + Sync>> = Slot::new();

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
        ASKS.get().asks(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| ASKS.set(Arc::new(node.node().slow.clone())));
}
