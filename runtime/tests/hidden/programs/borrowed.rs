//! What is borrowed from a tool is a client.

use frame::*;

use std::borrow::Borrow;

#[derive(Clone)]
struct Tool(Client<Ping, B>);

impl Borrow<Client<Ping, B>> for Tool {
    fn borrow(&self) -> &Client<Ping, B> {
        &self.0
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Slot<Tool>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let tool = self.tool.get();
        let client: &Client<Ping, B> = tool.borrow();
        client.call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().tool.set(Tool(node.node().slow.clone())));
}
