//! A node whose message has no name in ROS 2 and no encoding: it travels in-process only.

use std::sync::Mutex;

use rosweave::prelude::*;

/// A picture that its receivers draw on, all on the same one.
struct Canvas {
    pixels: Mutex<Vec<u8>>,
}

#[node]
struct Camera {
    #[publisher("canvas")]
    canvas: Publisher<Canvas>,
}

#[node]
impl Camera {
    #[timer("100ms")]
    fn shoot(&self) -> Result<(), PublishError> {
        self.canvas.publish(Canvas { pixels: Mutex::new(vec![0; 64]) })
    }
}

#[node]
struct Painter;

#[node]
impl Painter {
    #[subscribe("canvas")]
    fn paint(&self, canvas: &Canvas) {
        if let Ok(mut pixels) = canvas.pixels.lock() {
            pixels.fill(255);
        }
    }
}

rosweave::main!(Camera, Painter);
