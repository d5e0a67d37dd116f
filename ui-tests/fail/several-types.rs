// 2 errors: rustc finds both by their types.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Io};

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, _cx: &Cx<Io>) {}

    #[timer("1s")]
    fn tock(&self) -> u8 {
        7
    }
}

fn main() {}
