use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> rosweave::Result<Self> {
        Ok(Demo { trigger: h.trigger })
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {
    runs::<Demo>();
}
