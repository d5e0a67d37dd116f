//! Two nodes of one type ask each other.

use frame::*;

static SECOND: Slot<NodeHandle<Demo>> = Slot::new();

#[node]
pub struct Demo {
    #[client("/mine")]
    first: Client<Ping, Io>,
    #[client("/two/mine")]
    second: Client<Ping, Io>,
    tool: Slot<Client<Ping, Io>>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: (), cx: &AsyncCx<A>) -> Answer {
        match self.tool.try_take() {
            Some(tool) => tool.call(cx, ()).await,
            None => Ok(()),
        }
    }
}

pub fn main() {
    awaits::<Demo>(|world, node| {
        let second = world.start_with::<Demo>(NodeOptions::new().namespace("/two")).expect("it starts");
        node.node().tool.set(node.node().second.clone());
        second.node().tool.set(second.node().first.clone());
        SECOND.set(second);
    });
}
