use std::sync::Arc as Shared;

use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: Shared<StringMsg>) {}
}

fn main() {}
