use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("scan", qos(sensordata))]
    fn on_scan(&self, _: &f64) {}
}

fn main() {}
