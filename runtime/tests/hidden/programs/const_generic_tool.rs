//! A tool with a number among its generics asks.

use frame::*;

#[derive(Clone)]
struct Tool<const TRIES: usize>(Client<Ping, B>);

impl<const TRIES: usize> Tool<TRIES> {
    fn ask(&self, cx: &Cx<A>) -> Answer {
        (0..TRIES).try_for_each(|_| self.0.call(cx, ()))
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Slot<Tool<3>>,
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
    blocks::<Demo>(|_, node| node.node().tool.set(Tool(node.node().slow.clone())));
}
