//! A macro defines the function that calls.

use frame::*;

macro_rules! define {
    ($name:ident) => {
        fn $name(client: &Client<Ping, B>, cx: &Cx<A>) -> Answer {
            client.call(cx, ())
        }
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
        define!(go);
        go(&self.slow, cx)
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
