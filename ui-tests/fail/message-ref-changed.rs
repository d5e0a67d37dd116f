use rosweave::prelude::*;

#[derive(Clone)]
struct Scan {
    ranges: Vec<f32>,
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("scan")]
    fn on_scan(&self, scan: &Scan) {
        scan.ranges[0] = 0.0;
    }
}

fn main() {}
