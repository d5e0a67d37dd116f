use lib::wire::Wire;
use rosweave::prelude::*;
use rosweave_ui_tests as lib;

struct Detection;

#[node]
struct Tracker;

#[node]
impl Tracker {
    #[subscribe("detections")]
    fn on_detection(&self, _detection: &Detection) {}
}

fn main() -> rosweave::Result {
    rosweave::run_on::<Wire, Tracker>()
}
