use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Pixel {
    x: u32,
}

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    at: Pixel,
}

fn main() {}
