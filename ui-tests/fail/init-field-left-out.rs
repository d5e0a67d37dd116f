use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("sum")]
    sum: Publisher<i64>,
    gain: f64,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Demo { sum: h.sum }
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
