use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("scan", type = String)]
    fn on_scan(&self, _scan: &String) {}
}

rosweave::main!(Demo);
