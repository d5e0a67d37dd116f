use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node(namespace = "/left")]
struct Arm;

#[node]
impl Arm {
    #[service("/stop", type = Empty)]
    fn stop(&self, _request: ()) {}
}

#[node]
struct Leg;

#[node]
impl Leg {
    #[service("stop", type = Empty)]
    fn halt(&self, _request: ()) {}
}

rosweave::main!(Arm, Leg);
