use rosweave::prelude::*;

#[node]
struct Demo {
    #[subscribe("chatter")]
    chatter: Subscription<String>,
}

#[node]
impl Demo {
    fn on_message(&self, _msg: &String) {}
}

fn main() {}
