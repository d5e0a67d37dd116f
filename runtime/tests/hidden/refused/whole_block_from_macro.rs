//! A macro writes the whole block.

use frame::*;

macro_rules! callbacks {
    ($node:ident: $waits:ident, $call:ident) => {
        #[node]
        impl $node {
            #[timer("1s", once)]
            #[group(A)]
            fn tick(&self, cx: &Cx<A>) -> Answer {
                self.$waits.$call(cx, ())
            }

            #[timer("1h")]
            #[group(B)]
            fn plan(&self, cx: &Cx<B>) -> Answer {
                self.fast.$call(cx, ())
            }
        }
    };
}

callbacks!(Demo: slow, call);

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
