use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.ask(cx)
    }

    #[cfg(any())]
    fn ask(&self, _cx: &Cx<Control>) -> Result<(), CallError> {
        Ok(())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

trait Ask {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError>;
}

impl Ask for Demo {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.slow.call(cx, ())
    }
}

fn main() {}
