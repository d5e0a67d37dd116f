use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    of_main: Client<Empty>,
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }

    #[timer("1s")]
    #[group(Control)]
    fn step(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.slow.call(cx, ())
    }

    #[timer("1s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.of_main.call(cx, ())
    }
}

fn main() {}
