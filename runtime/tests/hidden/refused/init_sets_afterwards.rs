//! A node that is made keeps a clone of its own field.

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
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let node = Demo { tool: Tool::default(), fast: h.fast, slow: h.slow };
        node.tool.0.set(node.slow.clone());
        node
    }

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
    blocks::<Demo>(|_, _| {});
}
