use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Empty, runs};

#[node("demo_1", namespace = "/robot1/arm")]
struct Demo {
    #[publisher("/absolute/_x")]
    a: Publisher<i64>,
    #[publisher("relative/b__2")]
    b: Publisher<i64>,
    #[publisher("~/private")]
    c: Publisher<i64>,
    #[client("~/add")]
    d: Client<AddTwoInts>,
}

#[node]
impl Demo {
    #[service("~/reset", type = Empty)]
    fn reset(&self, _request: ()) {}
}

fn main() {
    runs::<Demo>();
}
