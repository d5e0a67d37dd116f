use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>) -> (Self, Control) {
        (Demo, Control)
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
