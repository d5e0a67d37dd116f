// The node is kept in a variable until it is returned.
#![allow(clippy::let_and_return, clippy::match_single_binding)]
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

struct Filter;

impl Filter {
    fn step(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        assert!(!cx.is_stopping());
        Ok(())
    }
}

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    filter: Filter,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let node = Demo { fast: h.fast, slow: h.slow, filter: Filter };
        node
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.filter.step(cx)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
