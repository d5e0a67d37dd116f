//! A handler asks the next handler, which asks nobody.

use frame::*;

#[node]
pub struct Demo {
    #[client("second")]
    second: Client<Ping, Io>,
    #[client("third")]
    third: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    fn mine(&self, _request: (), cx: &Cx<A>) -> Answer {
        self.second.call(cx, ())
    }

    #[service("second", type = Ping)]
    #[group(B)]
    async fn second(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.third.call(cx, ()).await
    }

    #[service("third", type = Ping)]
    fn third(&self, _request: ()) {}
}

pub fn main() {
    awaits::<Demo>(|_, _| {});
}
