use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("scan", qos = "best_effort")]
    fn on_scan(&self, _scan: &String) {}
}

rosweave::main!(Demo);
