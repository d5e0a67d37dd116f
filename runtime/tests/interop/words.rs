//! The service that the peer on Fast DDS speaks.

use rosweave::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct Text {
    pub(crate) text: String,
}

#[derive(Service)]
#[ros("test_msgs/srv/Words", request = Text, response = Text)]
pub(crate) struct Words;
