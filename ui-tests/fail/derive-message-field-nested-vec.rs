use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    rows: Vec<Vec<f32>>,
}

fn main() {}
