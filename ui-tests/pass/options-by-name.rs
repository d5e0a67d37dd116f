use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Empty, StringMsg, runs};

#[node(name = "all_named", namespace = "/", on_panic = stop)]
struct Demo {
    #[client(service = "add_two_ints", timeout = "2s")]
    add: Client<AddTwoInts>,
    #[publisher(topic = "sum", qos(depth = 10))]
    sum: Publisher<i64>,
    #[timer_handle(timer = "tick")]
    ticker: Timer,
}

#[node]
impl Demo {
    #[timer(period = "1s", missed = delay)]
    fn tick(&self) {}

    #[subscribe(topic = "chatter", qos = sensor_data)]
    fn on_chatter(&self, _msg: &StringMsg) {}

    #[service(name = "reset", type = Empty)]
    fn reset(&self, _request: ()) {}
}

fn main() {
    runs::<Demo>();
}
