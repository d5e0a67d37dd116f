//! A future that holds itself asks at its bottom.

use frame::*;

fn descend<'a>(
    client: &'a Client<Ping, Io>,
    cx: &'a AsyncCx<A>,
    depth: u32,
) -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
    Box::pin(async move {
        match depth {
            0 => client.call(cx, ()).await,
            _ => descend(client, cx, depth - 1).await,
        }
    })
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
        descend(&self.tool.get(), cx, 3).await
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
