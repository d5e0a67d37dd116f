// One callback lends its client to a helper, another one its context alone.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[derive(Default)]
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
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.filter.step(cx)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        ask(&self.fast, cx)
    }
}

fn ask(fast: &Client<Empty, Control>, cx: &Cx<Planning>) -> Result<(), CallError> {
    fast.call(cx, ())
}

fn main() {
    runs::<Demo>();
}
