// A node of `&mut self` hands its context to a method of `&self`.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
    calls: u8,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&mut self, cx: &Cx) -> Result<(), CallError> {
        self.calls += 1;
        self.ask(cx)
    }

    fn ask(&self, cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
