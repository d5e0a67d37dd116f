//! A type of a trait is the future.

use frame::*;

trait Asks {
    type Asking<'a>: Future<Output = Answer> + Send
    where
        Self: 'a;

    fn ask<'a>(&'a self, cx: &'a AsyncCx<A>) -> Self::Asking<'a>;
}

struct Theirs(Client<Ping, Io>);

impl Asks for Theirs {
    type Asking<'a> = std::pin::Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

    fn ask<'a>(&'a self, cx: &'a AsyncCx<A>) -> Self::Asking<'a> {
        Box::pin(async move { self.0.call(cx, ()).await })
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
        Theirs(self.tool.get()).ask(cx).await
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
