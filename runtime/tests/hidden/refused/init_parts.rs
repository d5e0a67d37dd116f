//! A struct of the user's takes the handles apart in `#[init]`.

use frame::*;

/// A user's type that has a client in it.
#[derive(Default)]
struct Tool(Slot<Client<Ping, B>>);

impl Tool {
    fn go(&self, cx: &Cx<A>) -> Answer {
        self.0.get().call(cx, ())
    }
}

struct Parts {
    slow: Client<Ping, B>,
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
        let p = Parts { slow: h.slow };
        let tool = Tool::default();
        tool.0.set(p.slow.clone());
        Demo { tool, fast: h.fast, slow: p.slow }
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
