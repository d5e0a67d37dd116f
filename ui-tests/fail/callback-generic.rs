use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter<M>(&self, _msg: &M) {}
}

fn main() {}
