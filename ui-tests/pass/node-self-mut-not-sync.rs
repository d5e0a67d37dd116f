use std::cell::Cell;

use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo {
    ticks: Cell<u64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&mut self) {
        self.ticks.set(self.ticks.get() + 1);
    }
}

fn main() {
    runs::<Demo>();
}
