//! A thread that the handler waits for polls the call.

use frame::*;

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
        let theirs = self.tool.get();
        std::thread::scope(|scope| scope.spawn(|| block_on(theirs.call(cx, ()))).join())
            .expect("does not panic")
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
