//! A key asks where it is hashed.

use frame::*;

struct Asking<'a>(&'a Client<Ping, B>, &'a Cx<A>, &'a Slot<Answer>);

impl std::hash::Hash for Asking<'_> {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {
        self.2.set(self.0.call(self.1, ()));
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
        std::hash::Hash::hash(&Asking(&tool, cx, &answer), &mut std::hash::DefaultHasher::new());
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
