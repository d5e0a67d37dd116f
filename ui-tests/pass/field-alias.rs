use rosweave::Timer as Clockwork;

use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io, runs};

type Adder = Client<AddTwoInts, Io>;
type Sums = rosweave::Publisher<i64>;

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Adder,
    #[publisher("sum")]
    sum: Sums,
    #[timer_handle("tick")]
    ticker: Clockwork,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &rosweave::Cx) -> Result<(), Box<dyn std::error::Error>> {
        assert!(!self.ticker.is_cancelled());
        Ok(self.sum.publish(self.add.call(cx, (1, 2))?)?)
    }
}

fn main() {
    runs::<Demo>();
}
