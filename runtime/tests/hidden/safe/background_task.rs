//! A task of no group calls what the callback must not.

use frame::*;

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) {
        let slow = self.slow.clone();
        cx.spawn(move |cx| async move {
            if let Err(error) = slow.call(&*cx, ()).await {
                tracing::error!(%error, "deadlock: or anything else");
            }
        });
    }

    #[timer("1s", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
