//! The end of a guard calls.

use frame::*;

struct AtEnd<'a> {
    client: &'a Client<Ping, B>,
    cx: &'a Cx<A>,
    answer: &'a Slot<Answer>,
}

impl Drop for AtEnd<'_> {
    fn drop(&mut self) {
        self.answer.set(self.client.call(self.cx, ()));
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
        let answer = Slot::new();
        drop(AtEnd { client: &self.slow, cx, answer: &answer });
        answer.take()
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
