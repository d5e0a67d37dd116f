use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    #[ros(bound = 0)]
    scores: Vec<f64>,
}

fn main() {}
