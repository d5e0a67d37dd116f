use rosweave::prelude::*;
use rosweave_ui_tests::Control;

#[node]
struct Demo {
    ticks: u64,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&mut self) {
        self.ticks += 1;
    }
}

fn main() {}
