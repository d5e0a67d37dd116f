//! A method under a `cfg` that is off, with its other variant in a second block.

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
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.ask(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[cfg(any())]
    fn ask(&self, _cx: &Cx<A>) -> Answer {
        Ok(())
    }
}

impl Demo {
    fn ask(&self, cx: &Cx<A>) -> Answer {
        self.slow.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
