use rosweave::prelude::*;

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Publisher<i64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
