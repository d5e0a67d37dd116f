//! A function with C's calling convention asks.

use frame::*;

extern "C" fn ask(client: &Client<Ping, B>, cx: &Cx<A>, answer: &Slot<Answer>) {
    answer.set(client.call(cx, ()));
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
        ask(&tool, cx, &answer);
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
