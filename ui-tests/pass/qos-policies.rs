use rosweave::prelude::*;
use rosweave_ui_tests::{StringMsg, runs};

#[node]
struct Demo {
    #[publisher("a", qos(depth = 10, reliability = reliable, durability = transient_local))]
    a: Publisher<i64>,
    #[publisher("b", qos(sensor_data, history = keep_all))]
    b: Publisher<i64>,
}

#[node]
impl Demo {
    #[subscribe("number", qos(history = keep_last, depth = 3, durability = volatile))]
    fn on_number(&self, _msg: i64) {}

    #[subscribe("chatter", qos(system_default, reliability = best_effort))]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {
    runs::<Demo>();
}
