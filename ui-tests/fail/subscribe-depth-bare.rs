use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("scan", 10)]
    fn on_scan(&self, _: &f64) {}
}

fn main() {}
