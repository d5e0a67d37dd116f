//! A lookup polls a buffer until the transform is there, as listeners of transforms do.

use std::sync::Mutex;

use frame::*;

#[derive(Default)]
pub struct Buffer(Mutex<Vec<f64>>);

impl Buffer {
    fn lookup<G: Group>(&self, cx: &Cx<G>, limit: Duration) -> Result<f64, &'static str> {
        let end = cx.now() + limit;
        while cx.now() < end {
            if let Some(newest) = self.0.lock().unwrap().last() {
                return Ok(*newest);
            }
            cx.sleep(Duration::from_millis(10)).map_err(|_| "stopped")?;
        }
        Err("no transform")
    }
}

#[node]
pub struct Demo {
    #[publisher("tf")]
    tf: Publisher<f64>,
    buffer: Buffer,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn look_up(&self, cx: &Cx<A>) -> Result<(), &'static str> {
        self.buffer.lookup(cx, Duration::from_secs(1)).map(|_| ())
    }

    #[subscribe("tf")]
    #[group(B)]
    fn on_tf(&self, tf: &f64) {
        self.buffer.0.lock().unwrap().push(*tf);
    }

    #[timer("1200ms", once)]
    #[group(Io)]
    fn broadcast(&self) -> Result<(), PublishError> {
        self.tf.publish(0.5)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
