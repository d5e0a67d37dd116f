//! A capped group takes its last turn for a call of its own, by a way from outside.

use frame::*;

#[derive(Group, Default)]
#[group(reentrant, max_parallel = 2)]
pub struct Few;

#[node]
pub struct Demo {
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    way: Slot<Waiting>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(Few)]
    async fn mine(&self, _request: ()) -> Answer {
        self.way.take().await
    }

    #[service("theirs", type = Ping)]
    #[group(Few)]
    async fn theirs(&self, _request: ()) {}
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        let (client, cx) = (node.node().theirs.clone(), node.async_cx());
        node.node().way.set(Box::pin(async move { client.call(&cx, ()).await }));
    });
}
