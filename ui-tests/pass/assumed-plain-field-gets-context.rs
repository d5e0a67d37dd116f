// The context leaves, and no client does: nobody there can wait on one.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

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
    fn tick(&self, cx: &Cx<Control>) {
        self.filter.step(cx);
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

#[derive(Default)]
struct Filter;

impl Filter {
    fn step(&self, cx: &Cx<Control>) {
        assert!(!cx.is_stopping());
    }
}

fn main() {
    runs::<Demo>();
}
