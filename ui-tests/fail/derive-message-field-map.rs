use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    scores: std::collections::HashMap<String, f32>,
}

fn main() {}
