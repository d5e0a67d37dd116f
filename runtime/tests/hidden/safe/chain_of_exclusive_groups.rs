//! Exclusive groups that call each other in a row, each only the next one.

use frame::*;

#[derive(Group, Default)]
pub struct C;

#[node]
pub struct Demo {
    #[client("second")]
    second: Client<Ping, Io>,
    #[client("third")]
    third: Client<Ping, Io>,
    #[client("slow")]
    slow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn first(&self, cx: &Cx<A>) -> Answer {
        self.second.call(cx, ())
    }

    #[service("second", type = Ping)]
    #[group(B)]
    fn second(&self, _request: (), cx: &Cx<B>) -> Answer {
        self.third.call(cx, ())
    }

    #[service("third", type = Ping)]
    #[group(C)]
    async fn third(&self, _request: (), cx: &AsyncCx<C>) -> Answer {
        self.slow.call(cx, ()).await
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
