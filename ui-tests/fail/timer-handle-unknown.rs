use rosweave::prelude::*;

#[node]
struct Demo {
    #[timer_handle("tock")]
    ticker: Timer,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
