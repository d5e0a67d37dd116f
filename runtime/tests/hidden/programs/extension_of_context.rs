//! A method of the user's on the context has the name of one of ours.

use frame::*;

trait Shut {
    fn shutdown(&self, client: &Client<Ping, B>) -> Answer;
}

impl Shut for Cx<A> {
    fn shutdown(&self, client: &Client<Ping, B>) -> Answer {
        client.call(self, ())
    }
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
        cx.shutdown(&self.slow)
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
