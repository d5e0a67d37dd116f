use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("sum", qos(durability = best_effort))]
    sum: Publisher<i64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
