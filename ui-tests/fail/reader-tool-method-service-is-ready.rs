// The name is a client's or a context's, the method is not.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

struct Tool(Client<Empty, Planning>);

impl Tool {
    fn service_is_ready(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.0.call(cx, ())
    }
}

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    tool: Tool,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Demo { tool: Tool(h.slow.clone()), fast: h.fast, slow: h.slow }
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.tool.service_is_ready(cx)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
