use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, _msg: impl Send) {}
}

fn main() {}
