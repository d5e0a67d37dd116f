use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&mut self) {
        self.ticks += 1;
    }
}

#[node]
struct Demo {
    ticks: u64,
}

fn main() {
    runs::<Demo>();
}
