use std::cell::Cell;

use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("count")]
    count: Publisher<Cell<u8>>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
