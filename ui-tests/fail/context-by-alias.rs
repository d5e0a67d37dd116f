use rosweave::prelude::*;
use rosweave_ui_tests::Control;

type InControl = Cx<Control>;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, _cx: &InControl) {}
}

fn main() {}
