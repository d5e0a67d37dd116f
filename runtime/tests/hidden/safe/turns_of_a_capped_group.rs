//! A capped group asks others, and nobody of it asks the group itself.

use frame::*;

#[derive(Group, Default)]
#[group(reentrant, max_parallel = 2)]
pub struct Few;

#[node]
pub struct Demo {
    #[client("work")]
    work: Client<Ping, Io>,
    #[client("slow")]
    slow: Client<Ping, Few>,
}

#[node]
impl Demo {
    #[service("work", type = Ping)]
    #[group(Few)]
    async fn work(&self, _request: (), cx: &AsyncCx<Few>) -> Answer {
        self.slow.call(cx, ()).await
    }

    #[timer("100ms")]
    #[group(A)]
    fn one(&self, cx: &Cx<A>) -> Answer {
        self.work.call(cx, ())
    }

    #[timer("100ms")]
    #[group(B)]
    fn other(&self, cx: &Cx<B>) -> Answer {
        self.work.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
