//! A pattern that may fail gets the client out.

use frame::*;

struct Tool {
    client: Client<Ping, B>,
    _name: &'static str,
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    tool: Slot<Tool>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let Some(Tool { client, .. }) = self.tool.try_take() else { return Ok(()) };
        client.call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        node.node().tool.set(Tool { client: node.node().slow.clone(), _name: "gripper" });
    });
}
