use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection", hash = 1)]
struct Detection {
    score: f32,
}

fn main() {}
