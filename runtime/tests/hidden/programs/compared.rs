//! What is looked for asks.

use frame::*;

struct Asking<'a>(&'a Client<Ping, B>, &'a Cx<A>, &'a Slot<Answer>);

impl PartialEq for Asking<'_> {
    fn eq(&self, _: &Self) -> bool {
        self.2.set(self.0.call(self.1, ()));
        true
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Slot<Client<Ping, B>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let (tool, answer) = (self.tool.get(), Slot::new());
        let _ = [Asking(&tool, cx, &answer)].contains(&Asking(&tool, cx, &answer));
        answer.take()
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().tool.set(node.node().slow.clone()));
}
