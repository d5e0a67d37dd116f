use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/detection")]
struct Detection {
    score: f32,
}

fn main() {}
