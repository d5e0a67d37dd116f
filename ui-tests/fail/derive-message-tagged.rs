use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[serde(tag = "kind")]
#[ros("my_package/msg/Detection")]
struct Detection {
    score: f32,
}

fn main() {}
