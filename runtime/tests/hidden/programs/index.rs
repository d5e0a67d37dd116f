//! An index gives the client.

use frame::*;

#[derive(Default)]
struct Clients(std::sync::OnceLock<Client<Ping, B>>);

impl std::ops::Index<usize> for Clients {
    type Output = Client<Ping, B>;

    fn index(&self, _: usize) -> &Client<Ping, B> {
        self.0.get().expect("was set")
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    clients: Clients,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.clients[0].call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| drop(node.node().clients.0.set(node.node().slow.clone())));
}
