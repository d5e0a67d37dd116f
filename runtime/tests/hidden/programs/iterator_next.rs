//! An iterator of the user's calls in `next`.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();

struct Answers<'a>(&'a Client<Ping, B>, &'a Cx<A>);

impl Iterator for Answers<'_> {
    type Item = Answer;

    fn next(&mut self) -> Option<Answer> {
        Some(self.0.call(self.1, ()))
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
        Answers(&SLOW.get(), cx).next().expect("there is one")
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| SLOW.set(node.node().slow.clone()));
}
