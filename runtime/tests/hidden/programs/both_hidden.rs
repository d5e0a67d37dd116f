//! Both halves of the ring are hidden.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();
static FAST: Slot<Client<Ping, A>> = Slot::new();

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
        SLOW.get().call(cx, ()).and(Ok(()))
    }

    #[timer("500ms", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        FAST.get().call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        SLOW.set(node.node().slow.clone());
        FAST.set(node.node().fast.clone());
    });
}
