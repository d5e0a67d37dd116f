//! A trait's `async` method asks.

use frame::*;

trait AskLater {
    async fn ask(&self, cx: &AsyncCx<A>) -> Answer;
}

struct Tool(Client<Ping, Io>);

impl AskLater for Tool {
    async fn ask(&self, cx: &AsyncCx<A>) -> Answer {
        self.0.call(cx, ()).await
    }
}

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    tool: Slot<Client<Ping, Io>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: (), cx: &AsyncCx<A>) -> Answer {
        Tool(self.tool.get()).ask(cx).await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| node.node().tool.set(node.node().theirs.clone()));
}
