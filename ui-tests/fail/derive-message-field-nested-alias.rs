use rosweave::Message;
use serde::{Deserialize, Serialize};

type Row = Vec<[f32; 3]>;

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Grid")]
struct Grid {
    rows: Row,
}

fn main() {}
