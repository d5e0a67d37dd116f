use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("sum")]
    sum: i64,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
