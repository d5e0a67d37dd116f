use rosweave::Field;
use rosweave::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Default, Serialize, Deserialize, Message)]
#[ros("my_package/msg/Pixel")]
struct Pixel {
    x: u32,
    y: u32,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Metres(f64);

impl Field for Metres {}

const CORNERS: usize = 4;

/// What the names of the standard library mean to somebody else.
mod mine {
    #[derive(serde::Serialize, serde::Deserialize, rosweave::Message)]
    #[ros(name = "my_package/msg/Duration")]
    pub struct Duration {
        pub sec: i32,
    }
}

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection2D")]
struct Detection {
    r#type: u8,
    label: String,
    scores: Vec<f32>,
    corners: [Pixel; CORNERS],
    others: Vec<Pixel>,
    away: Metres,
    age: mine::Duration,
    #[serde(with = "rosweave::array")]
    covariance: [f64; 36],
    #[serde(with = "rosweave::bytes")]
    mask: Vec<u8>,
    #[serde(skip)]
    seen_by: Option<std::collections::HashMap<usize, char>>,
    #[cfg(any())]
    never: Option<()>,
}

#[derive(Serialize, Deserialize, Message)]
#[ros("my_package/msg/Empty")]
struct Empty {
    structure_needs_at_least_one_member: u8,
}

fn name_of<M: Message>() -> &'static str {
    M::TYPE_NAME
}

fn main() {
    assert_eq!(name_of::<Detection>(), "my_package/msg/Detection2D");
    assert_eq!(name_of::<mine::Duration>(), "my_package/msg/Duration");
    assert_eq!(name_of::<Empty>(), "my_package/msg/Empty");
}
