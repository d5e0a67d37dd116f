//! What gets the context out of sight is declared to wait for nothing.

use frame::*;

fn stamp(cx: &Cx<A>) -> rosweave::Time {
    cx.now()
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    last: Slot<(rosweave::Time, Client<Ping, B>)>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    #[waits()]
    fn tick(&self, cx: &Cx<A>) {
        self.last.set((stamp(cx), self.slow.clone()));
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
