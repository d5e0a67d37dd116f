use rosweave::prelude::*;
use serde::{Deserialize, Serialize};

/// What serde is told of names and missing fields makes no difference on the wire.
#[derive(Default, Serialize, Deserialize, Message)]
#[serde(rename = "Found", rename_all = "camelCase", default, deny_unknown_fields)]
#[ros("my_package/msg/Detection")]
struct Detection {
    #[serde(rename = "value", alias = "weight")]
    score: f32,
    label_of_class: String,
}

fn main() {
    assert_eq!(<Detection as Message>::TYPE_NAME, "my_package/msg/Detection");
}
