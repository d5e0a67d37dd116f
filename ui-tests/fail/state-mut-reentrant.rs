use rosweave::prelude::*;
use rosweave_ui_tests::Io;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Io)]
    fn tick(&self, _state: &mut Io) {}
}

fn main() {}
