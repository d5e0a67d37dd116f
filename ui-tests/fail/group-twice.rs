use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Planning};

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    #[group(Planning)]
    fn tick(&self) {}
}

fn main() {}
