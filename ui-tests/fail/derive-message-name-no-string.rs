use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros(name = Detection)]
struct Detection {
    score: f32,
}

fn main() {}
