use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Room")]
struct Room {
    doors: Vec<Door>,
}

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Door")]
struct Door {
    to: Vec<Room>,
}

fn main() {}
