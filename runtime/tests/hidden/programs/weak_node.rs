//! The node is reached through a weak pointer.

use frame::*;

use std::sync::Weak;

static KEPT: Slot<Arc<Client<Ping, B>>> = Slot::new();

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    other: Slot<Weak<Client<Ping, B>>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let Some(demo) = self.other.get().upgrade() else { return Ok(()) };
        demo.call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        let kept = Arc::new(node.node().slow.clone());
        node.node().other.set(Arc::downgrade(&kept));
        KEPT.set(kept);
    });
}
