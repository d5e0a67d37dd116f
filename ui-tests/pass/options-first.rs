use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Empty, StringMsg, runs};

#[node("all_first")]
struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts>,
    #[publisher("sum")]
    sum: Publisher<i64>,
    #[timer_handle("tick")]
    ticker: Timer,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}

    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: &StringMsg) {}

    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}
}

fn main() {
    runs::<Demo>();
}
