use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
#[ros(crate = rosweave)]
struct Detection {
    score: f32,
}

fn main() {}
