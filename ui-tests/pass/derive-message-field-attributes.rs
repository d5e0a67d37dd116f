use rosweave::Message;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    #[ros(bound = 3)]
    scores: Vec<f64>,
    #[ros(bound = 3, string_bound = 10)]
    names: Vec<String>,
    #[ros(string_bound = 10)]
    name: String,
    #[ros(byte)]
    data: [u8; 3],
    #[ros(char)]
    letter: u8,
    #[serde(with = "rosweave::wstring")]
    #[ros(wstring, string_bound = 10)]
    label: String,
}

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/srv/Detect_Request")]
struct DetectRequest {
    #[ros(bound = 3)]
    of: Vec<Detection>,
}

fn main() {
    assert!(Detection::DESCRIPTION.and_then(|of| of.hash()).is_some());
    assert!(DetectRequest::DESCRIPTION.and_then(|of| of.hash()).is_some());
}
