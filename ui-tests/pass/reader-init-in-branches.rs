// The node is made in one of two ways.
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
        if std::env::args().len() > 100 {
            return Self { fast: h.fast, slow: h.slow, filter: Filter };
        }
        match 1 {
            _ => Self { fast: h.fast, slow: h.slow, filter: Filter },
        }
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
