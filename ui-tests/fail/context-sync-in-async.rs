use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    async fn tick(&self, _cx: &Cx<Control>) {}
}

fn main() {}
