use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, StringMsg};

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: &StringMsg, _responder: Responder<Empty>) {}
}

fn main() {}
