// `::rosweave` means another crate here, so that whatever names it absolutely does not compile.
#![deny(warnings, missing_docs, unreachable_pub)]
//! Messages of a crate that knows the runtime under another name.
extern crate core as rosweave;
extern crate rosweave_ui_tests as lib;

mod ros {
    pub(crate) use lib::rosweave as weave;
}

use ros::weave::{Message, NamedService, Service};

/// What the standard library calls so is something else here.
#[allow(dead_code)]
mod shadowed {
    pub(crate) struct Option;
    pub(crate) struct Result;
    pub(crate) struct Send;
    pub(crate) struct Sync;
}
#[allow(unused_imports)]
use shadowed::{Option, Result, Send, Sync};

macro_rules! message {
    ($name:ident, $field:ty) => {
        /// A message.
        #[derive(serde::Serialize, serde::Deserialize, Message)]
        #[ros("my_package/msg/Detection", crate = crate::ros::weave)]
        pub struct $name {
            /// How sure.
            pub scores: Vec<$field>,
        }
    };
}

message!(Detection, f32);

/// A service.
#[derive(Service)]
#[ros("my_package/srv/Detect", request = Detection, response = Detection, crate = crate::ros::weave)]
pub struct Detect;

fn main() {
    assert_eq!(Detection::TYPE_NAME, "my_package/msg/Detection");
    assert_eq!(Detect::TYPE_NAME, "my_package/srv/Detect");
}
