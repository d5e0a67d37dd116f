#![deny(unused_must_use)]

use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        self.trigger.call(cx, ());
    }
}

fn main() {}
