//! The context gets into a value of its own name.

use frame::*;

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
        let cx = Some(cx).map(|cx| (cx, self.tool.get()));
        cx.map_or(Ok(()), |(cx, tool)| tool.call(cx, ()))
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
