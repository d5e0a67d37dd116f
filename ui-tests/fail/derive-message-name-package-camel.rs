use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("MyPackage/msg/Detection")]
struct Detection {
    score: f32,
}

fn main() {}
