//! Two variants of a method under conditions, of which one is there.

use frame::*;

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.ask(cx)
    }

    #[cfg(debug_assertions)]
    fn ask(&self, cx: &Cx<A>) -> Answer {
        tracing::debug!("asks");
        self.slow.call(cx, ())
    }

    #[cfg(not(debug_assertions))]
    fn ask(&self, cx: &Cx<A>) -> Answer {
        self.slow.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
