// A generic method of the block asks a client that is in nobody's way.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Io, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    #[client("trigger")]
    free: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.ask(cx)
    }

    fn ask<'a, C: rosweave::Context>(&'a self, cx: &'a C) -> C::Reply<'a, Empty> {
        self.free.call(cx, ())
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
