use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Planning};

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, _state: &mut Planning) {}
}

fn main() {}
