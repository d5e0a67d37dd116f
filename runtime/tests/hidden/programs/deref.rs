//! A field dereferences to the client.

use frame::*;

#[derive(Default)]
struct Late(std::sync::OnceLock<Client<Ping, B>>);

impl std::ops::Deref for Late {
    type Target = Client<Ping, B>;

    fn deref(&self) -> &Client<Ping, B> {
        self.0.get().expect("was set")
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    lent: Late,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.lent.call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| drop(node.node().lent.0.set(node.node().slow.clone())));
}
