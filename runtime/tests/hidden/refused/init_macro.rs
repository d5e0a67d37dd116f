//! A macro keeps a handle in `#[init]`.

use frame::*;

static KEPT: Slot<Client<Ping, B>> = Slot::new();

macro_rules! keep {
    ($name:ident: $handle:expr) => {
        KEPT.set($handle.clone())
    };
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
    #[init]
    fn init(h: Handles<Self>) -> Self {
        keep!(slow: h.slow);
        Demo { fast: h.fast, slow: h.slow }
    }

    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        KEPT.get().call(cx, ())
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
