use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo {
    #[publisher("a", qos = sensor_data)]
    a: Publisher<i64>,
    #[publisher("b", qos = services)]
    b: Publisher<i64>,
    #[publisher("c", qos = parameters)]
    c: Publisher<i64>,
    #[publisher("d", qos = system_default)]
    d: Publisher<i64>,
    #[publisher("e", qos = default)]
    e: Publisher<i64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {
    runs::<Demo>();
}
