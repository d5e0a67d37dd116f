use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {
    runs::<Demo>();
}
