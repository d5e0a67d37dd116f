//! A lazy value is computed by a call.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();

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
        let lazy = std::cell::LazyCell::new(|| SLOW.get().call(cx, ()));
        (*lazy).clone()
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| SLOW.set(node.node().slow.clone()));
}
