//! A tool that is generic over the group asks.

use frame::*;

struct Tool<G>(Client<Ping, G>);

impl<G: Group> Tool<G> {
    fn ask<H: Group>(&self, cx: &Cx<H>) -> Answer {
        self.0.call(cx, ())
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Slot<Arc<Tool<B>>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.tool.get().ask(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().tool.set(Arc::new(Tool(node.node().slow.clone()))));
}
