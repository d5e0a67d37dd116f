use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Io};

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, _cx: &Cx<Io>) {}
}

fn main() {}
