use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    pixel: (u32, u32),
}

fn main() {}
