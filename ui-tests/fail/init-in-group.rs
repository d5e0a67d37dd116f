use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    #[group(Control)]
    fn init(_h: Handles<Self>) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
