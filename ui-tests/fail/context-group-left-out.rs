use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, _cx: &Cx) {}
}

fn main() {}
