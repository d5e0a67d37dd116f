//! A constant of a trait asks.

use frame::*;

trait Asks {
    const ASK: fn(&Client<Ping, B>, &Cx<A>) -> Answer;
}

struct Fixed;

impl Asks for Fixed {
    const ASK: fn(&Client<Ping, B>, &Cx<A>) -> Answer = |client, cx| client.call(cx, ());
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Slot<Client<Ping, B>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        (<Fixed as Asks>::ASK)(&self.tool.get(), cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().tool.set(node.node().slow.clone()));
}
