// The node is returned in `Ok`.
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
    fn init(h: Handles<Self>) -> Result<Self, std::convert::Infallible> {
        let filter = Filter;
        Ok(Self { fast: h.fast, slow: h.slow, filter })
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
