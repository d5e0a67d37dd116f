use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Tree")]
struct Tree {
    children: Vec<Tree>,
}

fn main() {}
