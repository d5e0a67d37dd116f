use rosweave::Service;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Image {
    width: u32,
}

#[derive(Service)]
#[ros("my_package.Detect", request = Image, response = Image)]
struct Detect;

fn main() {}
