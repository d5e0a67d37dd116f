use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, _state: &mut Control) {}
}

fn main() {}
