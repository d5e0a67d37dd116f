use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    clones: Vec<Client<Empty, Planning>>,
}

#[node]
impl Demo {
    #[init]
    fn init(mut h: Handles<Self>) -> Self {
        Demo { clones: vec![h.slow.clone()], fast: h.fast, slow: { h.slow.clone_from(&h.slow.clone()); h.slow } }
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.clones[0].call(cx, ())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
