use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/message/Detection")]
struct Detection {
    score: f32,
}

fn main() {}
