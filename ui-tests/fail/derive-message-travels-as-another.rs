use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Message)]
#[serde(from = "f32", into = "f32")]
#[ros("my_package/msg/Detection")]
struct Detection {
    score: f32,
    label: String,
}

impl From<f32> for Detection {
    fn from(score: f32) -> Detection {
        Detection { score, label: String::new() }
    }
}

impl From<Detection> for f32 {
    fn from(detection: Detection) -> f32 {
        detection.score
    }
}

fn main() {}
