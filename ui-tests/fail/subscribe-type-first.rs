use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe(String, "chatter", 10)]
    fn on_chatter(&self, _msg: &String) {}
}

fn main() {}
