use lib::wire::Wire;
use rosweave::prelude::*;
use rosweave_ui_tests as lib;

struct Detection;

#[node]
struct Camera {
    #[publisher("detections")]
    detections: Publisher<Detection>,
}

#[node]
impl Camera {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.detections.publish(Detection)
    }
}

fn main() -> rosweave::Result {
    rosweave::run_on::<Wire, Camera>()
}
