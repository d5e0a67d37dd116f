use lib::wire::Wire;
use rosweave::prelude::*;
use rosweave_ui_tests as lib;

#[derive(Service)]
#[ros(request = u8, response = u8)]
struct Detect;

#[node]
struct Camera;

#[node]
impl Camera {
    #[service("detect", type = Detect)]
    fn detect(&self, request: u8) -> u8 {
        request
    }
}

fn main() -> rosweave::Result {
    rosweave::run_on::<Wire, Camera>()
}
