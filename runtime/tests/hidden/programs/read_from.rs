//! What is read from asks.

use frame::*;

struct Asking<'a>(&'a Client<Ping, B>, &'a Cx<A>, &'a Slot<Answer>);

impl std::io::Read for Asking<'_> {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.2.set(self.0.call(self.1, ()));
        Ok(0)
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
        let _ = std::io::copy(&mut Asking(&tool, cx, &answer), &mut std::io::sink());
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
