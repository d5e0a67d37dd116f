//! An async macro with a colon.

use frame::*;

macro_rules! wait {
    ($cx:ident: $client:expr) => {
        $client.call($cx, ()).await
    };
}

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: (), cx: &AsyncCx<A>) -> Answer {
        wait!(cx: self.theirs)
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, _| {});
}
