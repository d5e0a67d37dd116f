//! A call that began in a task is moved here.

use frame::*;

use std::future::Future;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    begun: Slot<Waiting>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Answer {
        self.begun.take().await
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|world, node| {
        // It began where nobody waits, for a handler that then takes it over.
        let (client, cx) = (node.node().theirs.clone(), node.async_cx());
        let mut call: Waiting = Box::pin(async move { client.call(&cx, ()).await });
        let polled = world.block_on(std::future::poll_fn(|context| {
            std::task::Poll::Ready(call.as_mut().poll(context).is_ready())
        }));
        assert!(polled.is_ok_and(|ready| !ready));
        node.node().begun.set(call);
    });
}
