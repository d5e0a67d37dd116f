//! Another callback lets a clone of the client out.

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

    #[timer("100ms", once)]
    #[group(Io)]
    fn keep(&self) {
        self.tool.0.set(<Client<Ping, B> as Clone>::clone(&self.slow));
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
