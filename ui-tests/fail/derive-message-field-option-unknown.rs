use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    #[ros(bounds = 3)]
    scores: Vec<f64>,
}

fn main() {}
