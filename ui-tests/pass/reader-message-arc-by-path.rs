// The pointer is called `Arc`, by whatever path.
use rosweave::prelude::*;
use rosweave_ui_tests::{StringMsg, runs};

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, msg: std::sync::Arc<StringMsg>) {
        assert_eq!(msg.data, "hello");
    }
}

fn main() {
    runs::<Demo>();
}
