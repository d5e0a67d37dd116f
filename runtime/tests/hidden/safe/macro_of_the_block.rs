//! A macro writes a timer and a service for each of several arms.

use frame::*;

macro_rules! arm {
    ($node:ident: $client:ident, $group:ident) => {
        #[node]
        impl $node {
            #[timer("1s")]
            #[group($group)]
            fn tick(&self, cx: &Cx<$group>) -> Answer {
                self.$client.call(cx, ())
            }

            #[service("rest", type = Ping)]
            fn rest(&self, _request: ()) {}
        }
    };
}

#[node]
pub struct Demo {
    #[client("rest")]
    rests: Client<Ping, B>,
}

arm!(Demo: rests, A);

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
