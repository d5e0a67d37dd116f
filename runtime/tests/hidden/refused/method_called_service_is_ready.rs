//! A method `service_is_ready` of something that is no client.

use frame::*;

struct Tool(Client<Ping, B>);

impl Tool {
    fn service_is_ready(&self, cx: &Cx<A>) -> Answer {
        self.0.call(cx, ())
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
        Demo { tool: Tool(h.slow.clone()), fast: h.fast, slow: h.slow }
    }

    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.tool.service_is_ready(cx)
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
