//! What is written to asks.

use frame::*;

struct Asking<'a>(&'a Client<Ping, B>, &'a Cx<A>, &'a Slot<Answer>);

impl std::fmt::Write for Asking<'_> {
    fn write_str(&mut self, _: &str) -> std::fmt::Result {
        self.2.set(self.0.call(self.1, ()));
        Ok(())
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
        let mut asking = Asking(&tool, cx, &answer);
        let _ = std::fmt::Write::write_str(&mut asking, "text");
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
