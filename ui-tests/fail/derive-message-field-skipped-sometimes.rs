use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
}

fn main() {}
