//! `main` fills a plain field.

use frame::*;

/// A user's type that has a client in it.
#[derive(Default)]
struct Tool(Slot<Client<Ping, B>>);

impl Tool {
    fn go(&self, cx: &Cx<A>) -> Answer {
        self.0.get().call(cx, ())
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Tool,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.tool.go(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().tool.0.set(node.node().slow.clone()));
}
