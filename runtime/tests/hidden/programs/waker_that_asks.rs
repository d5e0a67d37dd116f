//! A waker asks when it is woken.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();
static CX: Slot<Arc<Lent<AsyncCx<NoGroup>>>> = Slot::new();

struct Asks(Slot<Answer>);

impl std::task::Wake for Asks {
    fn wake(self: Arc<Self>) {
        self.0.set(block_on(SLOW.get().call(&*CX.get(), ())));
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
    fn tick(&self) -> Answer {
        let asks = Arc::new(Asks(Slot::new()));
        std::task::Waker::from(asks.clone()).wake();
        asks.0.take()
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
