use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    tool: Option<Client<Empty, Planning>>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Self { fast: h.fast, slow: h.slow, tool: None }.with_tool()
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.tool.iter().try_for_each(|tool| tool.call(cx, ()))
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

impl Demo {
    fn with_tool(self) -> Self {
        Demo { tool: Some(self.slow.clone()), ..self }
    }
}

fn main() {}
