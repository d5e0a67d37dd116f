use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

macro_rules! twice {
    ($name:ident: $client:expr) => {{
        let $name = $client;
        ($name.clone(), $name)
    }};
}

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    tool: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let (tool, slow) = twice! { slow: h.slow };
        Demo { tool, fast: h.fast, slow }
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.tool.call(cx, ())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
