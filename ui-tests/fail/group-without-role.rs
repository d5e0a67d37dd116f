use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}

    #[group(Control)]
    fn step(&self) {}
}

fn main() {}
