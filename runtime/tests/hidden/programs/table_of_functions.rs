//! A table of functions asks.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();
static TABLE: [fn(&Cx<A>) -> Answer; 2] = [|_| Ok(()), |cx| SLOW.get().call(cx, ())];

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
        TABLE.iter().try_for_each(|ask| ask(cx))
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
