use rosweave::prelude::*;
use rosweave_ui_tests::{Control, runs};

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self) {}
}

#[node]
struct Other {
    #[publisher("sum")]
    sum: Publisher<i64>,
}

#[node]
impl Other {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self) {}
}

fn main() {
    runs::<Demo>();
    runs::<Other>();
}
