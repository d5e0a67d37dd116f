use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/srv/Detection")]
struct Detection {
    score: f32,
}

fn main() {}
