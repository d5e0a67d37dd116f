//! A thread's own variable has the client.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();

thread_local! {
    static HERE: std::cell::OnceCell<Client<Ping, B>> = const { std::cell::OnceCell::new() };
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
        HERE.with(|here| here.get_or_init(|| SLOW.get()).call(cx, ()))
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
