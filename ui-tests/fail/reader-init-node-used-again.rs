use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    tool: std::sync::OnceLock<Client<Empty, Planning>>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let node = Self { fast: h.fast, slow: h.slow, tool: Default::default() };
        let _ = node.tool.set(node.slow.clone());
        node
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.tool.get().map_or(Ok(()), |tool| tool.call(cx, ()))
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
