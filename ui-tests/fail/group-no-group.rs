use rosweave::prelude::*;

struct Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self) {}
}

fn main() {}
