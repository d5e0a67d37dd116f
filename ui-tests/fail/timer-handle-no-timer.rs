use rosweave::prelude::*;

#[node]
struct Demo {
    #[timer_handle("tick")]
    ticker: u8,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
