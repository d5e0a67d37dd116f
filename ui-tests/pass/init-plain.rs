use rosweave::prelude::*;
use rosweave_ui_tests::runs;

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
        Self { sum: h.sum, gain: 0.5 }
    }

    #[timer("1s")]
    fn tick(&self) {
        assert!(self.gain > 0.0 && self.sum.subscriptions() == 0);
    }
}

fn main() {
    runs::<Demo>();
}
