use rosweave::prelude::*;
use rosweave_ui_tests::Control;

struct Demo;

impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self) {}
}

fn main() {}
