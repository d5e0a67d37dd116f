//! A macro in a macro.

use frame::*;

macro_rules! outer {
    ($inner:ident, $($rest:tt)*) => {
        $inner!($($rest)*)
    };
}

macro_rules! inner {
    ($node:ident, $cx:ident) => {
        $node.slow.call($cx, ())
    };
}

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
        outer!(inner, self, cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
