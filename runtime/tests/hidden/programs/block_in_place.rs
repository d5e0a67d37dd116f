//! Blocks in place, with a context of no group.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();
static CX: Slot<Arc<Lent<AsyncCx<NoGroup>>>> = Slot::new();

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
    fn tick(&self) -> Answer {
        let (slow, cx) = (SLOW.get(), CX.get());
        tokio::task::block_in_place(|| block_on(slow.call(&*cx, ())))
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        SLOW.set(node.node().slow.clone());
        CX.set(Arc::new(node.async_cx()));
    });
}
