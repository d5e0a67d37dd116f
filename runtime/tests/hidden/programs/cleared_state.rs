//! The drop of a message that is replaced asks.

use frame::*;

struct Old(Client<Ping, B>);

struct Dying<'a>(Old, &'a Cx<A>, Arc<Slot<Answer>>);

impl Old {
    fn with<'a>(self, cx: &'a Cx<A>, answer: Arc<Slot<Answer>>) -> Dying<'a> {
        Dying(self, cx, answer)
    }
}

impl Drop for Dying<'_> {
    fn drop(&mut self) {
        self.2.set(self.0.0.call(self.1, ()));
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    old: Slot<Old>,
    answer: Arc<Slot<Answer>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let answer = self.answer.clone();
        drop(self.old.take().with(cx, answer));
        self.answer.take()
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().old.set(Old(node.node().slow.clone())));
}
