//! A helper struct borrows the client and the context for as long as it needs them.

use frame::*;

struct Session<'c, 'x> {
    client: &'c Client<Ping, Io>,
    cx: &'x Cx<A>,
}

impl Session<'_, '_> {
    fn run(self, steps: u32) -> Answer {
        (0..steps).try_for_each(|_| self.client.call(self.cx, ()))
    }
}

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, Io>,
    #[client("fast")]
    fast: Client<Ping, A>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        Session { client: &self.slow, cx }.run(3)
    }

    #[timer("1s")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
